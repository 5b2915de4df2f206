import { isDeepStrictEqual } from 'node:util';
import { type Attempt, attempt, outcomeOf } from '../attempt.ts';
import { difference } from './difference.ts';
import type { Case, Oracle } from './oracle.ts';

/** Beside the zeros of the first run: ones, and something that is a number of every width. */
const FILLS = [0xff, 0x41];

/** The answer is the same each time. */
export const repeatable: Oracle = {
  name: 'repeatable',
  finds: async (asked) => {
    const changed = await changedBy(asked, [0]);
    return changed && `the same input gives another answer: ${changed}`;
  },
};

/** Nothing outside the input is read, and nothing shows that was there before. */
export const surroundings: Oracle = {
  name: 'surroundings',
  finds: async (asked) => {
    const changed = await changedBy(asked, FILLS);
    // What is not repeatable is another oracle's.
    if (changed === undefined || (await changedBy(asked, [0, 0])) !== undefined) return undefined;
    return `what is around the input changes the answer: ${changed}`;
  },
};

async function changedBy({ target, input, first }: Case, fills: readonly number[]): Promise<string | undefined> {
  for (const fill of fills) {
    const changed = compared(first, await attempt(target, input, fill));
    if (changed !== undefined) return changed;
  }
  return undefined;
}

function compared(first: Attempt, second: Attempt): string | undefined {
  const [one, other] = [outcomeOf(first), outcomeOf(second)];
  return isDeepStrictEqual(one, other) ? undefined : difference(one, other);
}
