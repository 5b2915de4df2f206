/** The shape of a result file. */
import type { Machine } from '../machine.ts';
import type { Summary } from '../statistics.ts';
import type { Series } from '../turns.ts';
import type { TableReport } from '../world.ts';

export interface ViewResult extends TableReport {
  view: string;
  series: Series[];
  /** Ours, and ours without Node's own start, each divided by a peer's, turn by turn. */
  ratios: { against: string; whole: Summary; withoutStart: Summary }[];
  /** Who listed another number of rows than ours. */
  errors: string[];
}

export interface ViewsResult {
  kind: 'views';
  date: string;
  machine: Machine;
  options: { runs: number; limit: number };
  views: ViewResult[];
}
