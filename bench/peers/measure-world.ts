import { DUMP_FLOOR, METHODS, SNAPSHOT, scanFloor, snapshotBy, THEIR_CALL } from '../calls.ts';
import { summarize } from '../statistics.ts';
import { CallRunner, type Command, CommandRunner, type Subject } from '../subject.ts';
import { type Series, type TurnOptions, takeTurns } from '../turns.ts';
import { BenchWorld, type WorldReport } from '../world.ts';
import { checkRows } from './check.ts';
import type { Group, WorldPlan } from './plan.ts';
import type { GroupResult, WorldResult } from './result.ts';
import { BLOCK, LISTENERS, LISTING, OWNERS, STARTING } from './subjects.ts';

/** Makes a world, measures in it what is planned for it, and ends it. */
export async function measureWorld(
  plan: WorldPlan,
  options: TurnOptions,
  log: (line: string) => void,
): Promise<WorldResult> {
  log(`making a world '${plan.shape}' of ${plan.sockets} sockets`);
  const world = await BenchWorld.start(plan.shape, plan.sockets);
  const commands = new CommandRunner(world);
  const [ours, theirs] = [new CallRunner(world), new CallRunner(world)];
  try {
    const groups: GroupResult[] = [];
    for (const group of plan.groups) {
      const series = await takeTurns(subjectsOf(group, commands, ours, theirs), options);
      const check = checkRows(series, expectedRows(group, world.report), group !== 'listing');
      groups.push({ group, series, ...(check && { check }) });
      for (const line of describeSeries(series)) log(line);
      for (const error of check?.errors ?? []) log(`  ERROR: ${error}`);
    }
    return { ...world.report, groups };
  } finally {
    await Promise.all([commands.stop(), ours.stop(), theirs.stop()]);
    await world.stop();
  }
}

function subjectsOf(group: Group, commands: CommandRunner, ours: CallRunner, theirs: CallRunner): Subject[] {
  const all = (list: readonly Command[]) => list.map((command) => commands.subject(command));
  switch (group) {
    case 'starting':
      return all(STARTING);
    case 'listing':
      return all(LISTING);
    case 'listeners':
      return all(LISTENERS);
    case 'owners':
      return [...all(OWNERS), ours.subject(SNAPSHOT), theirs.subject(THEIR_CALL)];
    case 'floor':
      return [DUMP_FLOOR, ...METHODS.flatMap((method) => [snapshotBy(method), scanFloor(method)])].map((call) =>
        ours.subject(call),
      );
    case 'block':
      return [ours.blockSubject(SNAPSHOT, BLOCK)];
  }
}

function expectedRows(group: Group, { sockets, listeners }: WorldReport): number {
  return group === 'listeners' ? listeners : sockets + listeners;
}

function describeSeries(series: readonly Series[]): string[] {
  return series.map(({ name, runs, unavailable }) => {
    if (unavailable !== undefined) return `  ${name}: not here: ${unavailable}`;
    if (runs[0]?.stopped) return `  ${name}: over ${runs[0].wall.toFixed(0)} s`;
    const { min, median, max } = summarize(runs.map(({ wall, block }) => (block ?? wall) * 1e3));
    return `  ${name}: ${median.toFixed(1)} ms (${min.toFixed(1)} to ${max.toFixed(1)}, ${runs.length} runs)`;
  });
}
