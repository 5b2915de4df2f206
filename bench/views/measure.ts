import { summarize } from '../statistics.ts';
import { CommandRunner } from '../subject.ts';
import { type Series, type TurnOptions, takeTurns } from '../turns.ts';
import { BenchWorld } from '../world.ts';
import type { ViewPlan } from './plan.ts';
import type { ViewResult } from './result.ts';

/** Makes the rows of one plan, measures the commands in turns, and ends it all. */
export async function measureView(
  { view, table, rows, commands }: ViewPlan,
  options: TurnOptions,
): Promise<ViewResult> {
  const world = await BenchWorld.fill(table, rows);
  const runner = new CommandRunner(world);
  try {
    const series = await takeTurns(
      commands.map((command) => runner.subject(command)),
      options,
    );
    return { ...world.report, view, series, ratios: compare(series), errors: differences(series) };
  } finally {
    await runner.stop();
    await world.stop();
  }
}

function compare([ours, start, ...peers]: readonly Series[]): ViewResult['ratios'] {
  const measured = peers.filter(({ runs }) => runs.length > 0);
  return measured.map((peer) => {
    const turns = (ours?.runs ?? []).map((run, i) => {
      // One that was stopped has one run, which stands in every turn.
      const theirs = (peer.runs[i] ?? peer.runs[0])?.wall ?? Number.NaN;
      const without = run.wall - (start?.runs[i]?.wall ?? 0);
      return { whole: run.wall / theirs, withoutStart: without / theirs };
    });
    return {
      against: peer.name,
      whole: summarize(turns.map(({ whole }) => whole)),
      withoutStart: summarize(turns.map(({ withoutStart }) => withoutStart)),
    };
  });
}

/** Times of commands that did not list the same say nothing. */
export function differences([ours, , ...peers]: readonly Series[]): string[] {
  const wanted = ours?.runs[0]?.lines;
  const all = [ours, ...peers].filter((series) => series !== undefined);
  return all.flatMap(({ name, runs }) =>
    runs
      .filter(({ lines, stopped }) => !stopped && lines !== wanted)
      .slice(0, 1)
      .map(({ lines }) => `${name} listed ${lines} rows where sockdiag listed ${wanted}`),
  );
}
