import { CallRunner, CommandRunner } from '../subject.ts';
import { type Series, type TurnOptions, takeTurns } from '../turns.ts';
import { BenchWorld, type WorldReport } from '../world.ts';
import type { Question, QuestionWorld } from './plan.ts';
import type { QuestionsWorld } from './result.ts';

/** Makes a world, asks all that is planned in it, and ends it. */
export async function measureQuestions(
  { sockets, groups, calls }: QuestionWorld,
  options: TurnOptions,
): Promise<QuestionsWorld> {
  const world = await BenchWorld.start('asked', sockets);
  const commands = new CommandRunner(world);
  const program = new CallRunner(world);
  try {
    const all: Series[][] = [];
    for (const group of groups) {
      const subjects = group.map((question) => commands.subject(question));
      all.push(await takeTurns(subjects, options));
    }
    const errors = groups.flatMap((group, i) => wrongAnswers(group, all[i] as Series[], world.report));
    if (calls.length > 0) {
      const subjects = calls.map((call) => program.subject(call));
      all.push(await takeTurns(subjects, options));
    }
    return { ...world.report, groups: all, errors };
  } finally {
    await Promise.all([commands.stop(), program.stop()]);
    await world.stop();
  }
}

/** Times of answers that are not right say nothing. */
export function wrongAnswers(group: readonly Question[], all: readonly Series[], world: WorldReport): string[] {
  return group.flatMap(({ name, rows }, i) => {
    const expected = rows(world);
    const wrong = all[i]?.runs.find(({ lines, stopped }) => !stopped && lines !== expected);
    return wrong ? [`${name} listed ${wrong.lines} rows of ${expected}`] : [];
  });
}
