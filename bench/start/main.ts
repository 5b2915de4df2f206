/**
 * `npm run bench:start [-- --nodes PATH,PATH --runs N]`: how long an installed command takes to list few sockets, in a plain environment, with
 * what V8 compiled in an earlier run and without, on this Node and on those that are named. Beside the wall time it says how much of it was
 * work: on a busy machine look at that.
 */
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { wholeNumber } from '../options.ts';
import { median } from '../statistics.ts';
import { type Command, CommandRunner } from '../subject.ts';
import { type Series, takeTurns } from '../turns.ts';
import type { Verdict } from '../verdict.ts';
import { BenchWorld } from '../world.ts';
import { Installed } from './installed.ts';
import { judgeStart, type StartRow, WANTED } from './wanted.ts';

const { values } = parseArgs({
  options: { nodes: { type: 'string', default: process.execPath }, runs: { type: 'string', default: '40' } },
});
const LIMIT = 60;
const nodes = values.nodes.split(',');
const runs = wholeNumber('runs', values.runs);
const log = (line: string) => console.error(line);

/** Each starts by way of env, so that all pay for that alike. */
function commandsFor(node: string, { home, command }: Installed, options: string): Record<string, Command> {
  const start = (...environment: string[]) => ['env', `HOME=${home}`, ...environment];
  return {
    base: { name: 'node -e 0', words: [...start(), node, '-e', '0'] },
    ss: { name: `ss ${options}`, words: [...start(), 'ss', options] },
    kept: { name: `sockdiag ${options}`, words: [...start(), node, command, options] },
    anew: {
      name: `sockdiag ${options}, compiled anew`,
      words: [...start('NODE_DISABLE_COMPILE_CACHE=1'), node, command, options],
    },
  };
}

async function measure(row: StartRow, node: string, installed: Installed): Promise<Verdict[]> {
  const world = await BenchWorld.start('few', row.sockets);
  const runner = new CommandRunner(world);
  try {
    const commands = Object.values(commandsFor(node, installed, row.options));
    const series = await takeTurns(
      commands.map((command) => runner.subject(command)),
      { runs, limit: LIMIT },
    );
    for (const one of series) log(`  ${describe(one)}`);
    const [base, ss, ...ours] = series as [Series, Series, ...Series[]];
    return ours.map((one) => judgeStart(row, one.name, one, row.against === 'ss' ? ss : base));
  } finally {
    await runner.stop();
    await world.stop();
  }
}

function describe({ name, runs: all, unavailable }: Series): string {
  if (unavailable !== undefined) return `${name}: ${unavailable}`;
  const milliseconds = (of: (run: Series['runs'][number]) => number) => (median(all.map(of)) * 1e3).toFixed(1);
  return `${name}: ${milliseconds(({ wall }) => wall)} ms, of work ${milliseconds(({ user, system }) => user + system)} ms`;
}

log(`${JSON.stringify(describeMachine())}`);
const installed = new Installed();
try {
  for (const node of nodes) {
    log(node);
    for (const row of WANTED) {
      for (const { what, wanted, got, unit, met, why } of await measure(row, node, installed)) {
        const value = got ? `${got.median.toPrecision(3)} ${unit}`.trim() : why;
        const most = `${wanted} ${unit}`.trim();
        log(`${what}: ${value}, wanted at most ${most}: ${met ? 'met' : 'NOT MET'}`);
      }
    }
  }
} finally {
  installed.remove();
}
