import type { TextCondition } from './condition.ts';
import type { Facts } from './facts.ts';
import { hasNumber, type NumberSet } from './intervals.ts';
import { mappedNumberTest } from './number-test.ts';
import { processTest } from './owner-test.ts';
import { FALSE, TRUE, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';

/** What is asked of a user: of the number, or of the name. */
export type UserAsked = (uid: number) => boolean;

export function uidAsked(set: NumberSet): UserAsked {
  return (uid) => hasNumber(set, uid);
}

/** Names were made numbers before: what is left to be asked of a user as text is whether there is one. */
export function userTextAsked({ text }: TextCondition): UserAsked {
  return (uid) => text(String(uid));
}

/** Of the socket's user. */
export function socketUserTest(asked: UserAsked): TruthTest {
  return mappedNumberTest('uid', asked);
}

/** Of the effective users of the processes that hold it. */
export function ownerUserTest(asked: UserAsked, { uidOf }: Facts): TruthTest {
  return processTest((pid) => {
    const uid = uidOf?.(pid);
    if (uid === undefined) return UNKNOWN_TRUTH;
    return asked(uid) ? TRUE : FALSE;
  });
}
