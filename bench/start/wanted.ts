import { type Summary, summarize } from '../statistics.ts';
import type { Series } from '../turns.ts';
import type { Verdict } from '../verdict.ts';

export interface StartRow {
  sockets: number;
  options: string;
  /** Which other command is timed in turns with it, and whether it is held against what lies between them in ms, or against their ratio. */
  against: 'node -e 0' | 'ss';
  atMost: number;
}

/** What is wanted of each Node, at most, of an installed command behind its first run. */
export const WANTED: readonly StartRow[] = [
  { sockets: 1_000, options: '-tan', against: 'node -e 0', atMost: 12 },
  { sockets: 1_000, options: '-tanp', against: 'node -e 0', atMost: 20 },
  { sockets: 30_000, options: '-tan', against: 'ss', atMost: 1.25 },
];

/** What came of a row, by turns. */
export function judgeStart(row: StartRow, name: string, ours: Series, other: Series): Verdict {
  const isRatio = row.against === 'ss';
  const what = `${row.sockets.toLocaleString('en')} sockets: ${name} ${isRatio ? 'against' : 'beyond'} ${other.name}`;
  const verdict: Verdict = { what, wanted: row.atMost, unit: isRatio ? '' : 'ms' };
  const why = ours.unavailable ?? other.unavailable;
  if (why !== undefined) return { ...verdict, why };
  const got = overTurns(ours, other, isRatio);
  return { ...verdict, got, met: got.median <= row.atMost };
}

function overTurns(ours: Series, other: Series, isRatio: boolean): Summary {
  const values = ours.runs.map(({ wall }, turn) => {
    const theirs = other.runs[turn]?.wall ?? Number.NaN;
    return isRatio ? wall / theirs : (wall - theirs) * 1e3;
  });
  return summarize(values);
}
