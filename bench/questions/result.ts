/** The shape of a result file. */
import type { Machine } from '../machine.ts';
import type { Series } from '../turns.ts';
import type { Verdict } from '../verdict.ts';
import type { WorldReport } from '../world.ts';

export interface QuestionsWorld extends WorldReport {
  /** Of commands, and of calls at the end, which each were measured in turns. */
  groups: Series[][];
  /** Who listed another number of rows than the world has. */
  errors: string[];
}

export interface QuestionsResult {
  kind: 'questions';
  date: string;
  machine: Machine;
  options: { runs: number; limit: number };
  worlds: QuestionsWorld[];
  wanted: Verdict[];
}
