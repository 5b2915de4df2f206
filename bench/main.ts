/**
 * `npm run bench [-- --sockets N --processes N --runs N]`: makes a busy world in a network namespace of its own, times whole commands
 * in it against netstat and ss, in turns, and single functions. Results go to bench/results/.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareCommands, median } from './commands.ts';
import { BenchWorld } from './world.ts';

const RESULTS = new URL('results/', import.meta.url);
const FUNCTIONS = fileURLToPath(new URL('functions.ts', import.meta.url));

interface FunctionResults {
  sockets: number;
  tasks: { name: string; medianMs: number; minMs: number; samples: number }[];
  longestBlockMs: number[];
}

const { values } = parseArgs({
  options: {
    sockets: { type: 'string', default: '100000' },
    processes: { type: 'string', default: '50' },
    listeners: { type: 'string', default: '50' },
    runs: { type: 'string', default: '5' },
  },
});
const log = (line: string) => console.error(line);

const options = {
  sockets: Number(values.sockets),
  processes: Number(values.processes),
  listeners: Number(values.listeners),
};
log(`making a world of ${options.sockets} sockets in ${options.processes} processes`);
const world = await BenchWorld.start(options);
try {
  const commands = compareCommands(world, Number(values.runs), log);
  const inside = world.run([process.execPath, '--import', 'tsx', FUNCTIONS]);
  const functions = JSON.parse(inside) as FunctionResults;
  for (const { name, medianMs, samples } of functions.tasks)
    log(`${name}: ${medianMs.toFixed(2)} ms (${samples} samples)`);
  const blocks = functions.longestBlockMs;
  log(
    `longest event-loop block in a snapshot with owners: median ${median(blocks).toFixed(1)} ms, worst ${Math.max(...blocks).toFixed(1)} ms`,
  );
  const machine = {
    node: process.version,
    kernel: release(),
    arch: arch(),
    processors: cpus().length,
    model: cpus()[0]?.model,
  };
  mkdirSync(RESULTS, { recursive: true });
  const file = new URL(`${options.sockets}-sockets.json`, RESULTS);
  writeFileSync(file, `${JSON.stringify({ machine, options, commands, functions }, null, 1)}\n`);
  log(`written to ${fileURLToPath(file)}`);
} finally {
  await world.stop();
}
