import type { Summary } from './statistics.ts';

/** One row of what is wanted, and what came of it. */
export interface Verdict {
  what: string;
  /** At most. */
  wanted: number;
  /** `''` is a ratio, `count` a whole number of things. */
  unit: '' | 's' | 'ms' | 'MB' | 'B' | '%' | 'count';
  /** Absent where it could not be measured. */
  got?: Summary;
  /** What it is held against was stopped: the true ratio is smaller. */
  bound?: boolean;
  met?: boolean;
  /** Why it could not be measured. */
  why?: string;
}
