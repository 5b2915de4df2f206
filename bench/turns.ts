import { type Run, type Subject, Unavailable } from './subject.ts';

/** All counted runs of one subject. */
export interface Series {
  name: string;
  runs: Run[];
  /** Why it could not be measured here. */
  unavailable?: string;
}

export interface TurnOptions {
  /** Counted runs of each, at least. */
  runs: number;
  /** Seconds after which a run is stopped. */
  limit: number;
}

// What is over in a moment is measured more often: its times vary more.
const SECONDS_WORTH_SPENDING = 4;
const MAX_RUNS = 25;

/**
 * Measures subjects in turns, A B C A B C, so that whatever changes on the machine meanwhile meets them all alike.
 * One run of each goes before and does not count, except of one that was stopped at the limit: that is its only one.
 */
export async function takeTurns(subjects: readonly Subject[], options: TurnOptions): Promise<Series[]> {
  const series = subjects.map(({ name }): Series => ({ name, runs: [] }));
  const going: [Subject, Series][] = [];
  let round = 0;
  for (const [i, subject] of subjects.entries()) {
    const mine = series[i] as Series;
    const run = await warmUp(subject, mine, options.limit);
    if (run?.stopped) mine.runs.push(run);
    else if (run) {
      going.push([subject, mine]);
      round += run.wall;
    }
  }
  const rounds = Math.max(options.runs, Math.min(MAX_RUNS, Math.ceil(SECONDS_WORTH_SPENDING / round)));
  for (let i = 0; i < rounds; i++) {
    for (const [subject, mine] of going) mine.runs.push(await subject.measure(options.limit));
  }
  return series;
}

async function warmUp(subject: Subject, series: Series, limit: number): Promise<Run | undefined> {
  try {
    return await subject.measure(limit);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    series.unavailable = error.message;
    return undefined;
  }
}
