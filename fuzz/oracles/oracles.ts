import { attempt } from '../attempt.ts';
import type { Target } from '../target.ts';
import { errors } from './errors.ts';
import { memory } from './memory.ts';
import type { Oracle } from './oracle.ts';
import { agreement, rows } from './rows.ts';
import { repeatable, surroundings } from './surroundings.ts';
import { terminal } from './terminal.ts';
import { time } from './time.ts';
import { values } from './values.ts';

/** The more telling ones first: what one finds, the next are not asked. */
export const ORACLES: readonly Oracle[] = [
  ...[errors, memory, time, repeatable, surroundings, values, rows, agreement, terminal],
];

/** What is wrong, and which oracle says so. */
export interface Verdict {
  oracle: string;
  what: string;
}

/** Runs an input and asks all oracles. @param thorough - those that cost much too */
export async function judge(target: Target, input: Uint8Array, thorough: boolean): Promise<Verdict | undefined> {
  const first = await attempt(target, input, 0);
  for (const { name, finds } of ORACLES) {
    const what = await finds({ target, input, first, thorough });
    if (what !== undefined) return { oracle: name, what };
  }
  return undefined;
}
