import { BOTH_FLOOR, DUMP_FLOOR, FEW_BOTH_FLOOR, FEW_DUMP_FLOOR, FILTER_CALL } from '../calls.ts';
import { worldName } from '../peers/compare.ts';
import { summarize } from '../statistics.ts';
import type { Run } from '../subject.ts';
import type { Series } from '../turns.ts';
import type { Verdict } from '../verdict.ts';
import {
  BY_PROCESS,
  BY_STATE,
  HUNDRED_THOUSAND,
  JSON_OWNERS,
  LISTENERS,
  LISTING,
  LS,
  MILLION,
  OWNERS,
  PORT,
  PORT_OWNERS,
  SS_PORT,
  START,
  TOP,
} from './plan.ts';
import type { QuestionsWorld } from './result.ts';

interface Measure {
  what: string;
  unit: Verdict['unit'];
  of(run: Run, sockets: number): number;
  /** The largest counts, and not the median. */
  worst?: true;
}

const WALL: Measure = { what: '', unit: 'ms', of: ({ wall }) => wall * 1e3 };
const PROCESSOR: Measure = { what: 'processor time of ', unit: 'ms', of: ({ user, system }) => (user + system) * 1e3 };
const FIRST: Measure = { what: 'first byte of ', unit: 'ms', of: ({ first = Number.NaN }) => first * 1e3 };
const PEAK: Measure = {
  what: 'peak memory of ',
  unit: 'MB',
  of: ({ peakKiB = Number.NaN }) => (peakKiB * 1024) / 1e6,
  worst: true,
};
const HEAP: Measure = {
  what: 'heap for each row of ',
  unit: 'B',
  of: ({ heap = Number.NaN }, rows) => heap / rows,
};

interface Row {
  sockets: number;
  ours: string;
  /** Ours is divided by what these take together, turn by turn. */
  against?: readonly string[];
  measure: Measure;
  atMost: number;
}

const wall = (ours: { name: string }, against: readonly { name: string }[], atMost: number): Row => ({
  sockets: HUNDRED_THOUSAND,
  ours: ours.name,
  against: against.map(({ name }) => name),
  measure: WALL,
  atMost,
});

/** What is wanted, at most. */
const WANTED: readonly Row[] = [
  wall(PORT, [SS_PORT, START], 1),
  wall(PORT_OWNERS, [LISTENERS], 1.1),
  wall(BY_STATE, [LISTING], 0.9),
  wall(BY_PROCESS, [OWNERS], 0.9),
  { ...wall(BY_PROCESS, [OWNERS], 0.9), sockets: MILLION },
  { ...wall(BY_PROCESS, [OWNERS], 0.9), sockets: MILLION, measure: PROCESSOR },
  { sockets: MILLION, ours: BY_PROCESS.name, measure: PEAK, atMost: 220 },
  wall(JSON_OWNERS, [OWNERS], 1.5),
  { ...wall(JSON_OWNERS, [OWNERS], 1.2), measure: FIRST },
  wall(TOP, [LISTING], 0.9),
  wall(LS, [OWNERS], 1.25),
  { sockets: HUNDRED_THOUSAND, ours: FILTER_CALL, measure: WALL, atMost: 5 },
  { sockets: HUNDRED_THOUSAND, ours: FILTER_CALL, measure: HEAP, atMost: 1 },
  {
    sockets: HUNDRED_THOUSAND,
    ours: FEW_BOTH_FLOOR,
    against: [FEW_DUMP_FLOOR],
    measure: PROCESSOR,
    atMost: 0.6,
  },
  { sockets: HUNDRED_THOUSAND, ours: BOTH_FLOOR, against: [DUMP_FLOOR], measure: PROCESSOR, atMost: 0.6 },
];

/** Each row of what is wanted whose world was measured. */
export function judgeQuestions(worlds: readonly QuestionsWorld[]): Verdict[] {
  return WANTED.flatMap((row) => {
    const world = worlds.find(({ sockets }) => sockets === row.sockets);
    return world ? [judge(row, world)] : [];
  });
}

function judge(row: Row, world: QuestionsWorld): Verdict {
  const { measure, against, atMost } = row;
  const verdict: Verdict = { what: title(row), wanted: atMost, unit: against ? '' : measure.unit };
  const group = world.groups.find((all) => [row.ours, ...(against ?? [])].every((name) => seriesOf(all, name)));
  if (!group) return { ...verdict, why: 'it was not measured' };
  const ours = seriesOf(group, row.ours) as Series;
  const theirs = against?.map((name) => seriesOf(group, name) as Series) ?? [];
  const missing = [ours, ...theirs].find(({ unavailable }) => unavailable !== undefined);
  if (missing) return { ...verdict, why: `${missing.name}: ${missing.unavailable}` };
  const values = ours.runs.map((run, turn) => {
    const mine = measure.of(run, world.sockets);
    if (!against) return mine;
    // One that was stopped has one run, which stands in every turn.
    return mine / theirs.reduce((sum, { runs }) => sum + measure.of((runs[turn] ?? runs[0]) as Run, world.sockets), 0);
  });
  const got = summarize(values);
  return { ...verdict, got, met: (measure.worst ? got.max : got.median) <= atMost };
}

const seriesOf = (all: readonly Series[], name: string) => all.find((series) => series.name === name);

function title({ sockets, ours, against, measure }: Row): string {
  const what = `${worldName({ shape: 'few', sockets })}: ${measure.what}\`${ours}\``;
  return against ? `${what} against ${against.map((name) => `\`${name}\``).join(' and ')}` : what;
}
