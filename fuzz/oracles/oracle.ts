import type { Attempt } from '../attempt.ts';
import type { Target } from '../target.ts';

/** What an oracle is asked. */
export interface Case {
  target: Target;
  input: Uint8Array;
  /** The first run. */
  first: Attempt;
  /** What costs much is to be asked too. */
  thorough: boolean;
}

/** Says what is wrong with a target's answer to an input; undefined where it finds nothing. */
export interface Oracle {
  name: string;
  finds: (asked: Case) => string | undefined | Promise<string | undefined>;
}
