/** The shape of a result file. */
import type { Machine } from '../machine.ts';
import type { Summary } from '../statistics.ts';
import type { Series } from '../turns.ts';
import type { Verdict } from '../verdict.ts';
import type { WorldReport } from '../world.ts';
import type { Group } from './plan.ts';

/** What was measured together, in turns. */
export interface GroupResult {
  group: Group;
  series: Series[];
  /** Of what was compared that all listed the same; absent where nothing is listed. */
  check?: Check;
}

export interface Check {
  compared: string;
  /** What the world has. */
  expected: number;
  /** What each listed, in the run where it was furthest from that. */
  listed: Record<string, { sockets: number; owned?: number }>;
  /** Who listed something else. */
  errors: string[];
}

export interface WorldResult extends WorldReport {
  groups: GroupResult[];
}

/** Two series held against each other, pair by pair. */
export interface Comparison {
  world: string;
  ours: string;
  against: string;
  /** Ours divided by theirs. */
  ratio: Summary;
  /** Theirs was stopped: the true ratio is smaller. */
  bound?: boolean;
}

export interface PeersResult {
  kind: 'peers';
  date: string;
  machine: Machine;
  options: { runs: number; limit: number; sizes: number[] };
  worlds: WorldResult[];
  comparisons: Comparison[];
  wanted: Verdict[];
}
