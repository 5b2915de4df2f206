/**
 * `npm run bench:functions [-- --sizes 1000,10000 --shape few --out FOLDER]`: times single functions in busy worlds in network namespaces of
 * their own. The result goes to bench/results/, and a page is made from it.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Dialogue } from '../dialogue.ts';
import { describeMachine } from '../machine.ts';
import { wholeNumbers } from '../options.ts';
import { writePage } from '../page/write.ts';
import { resultsFolder, writeResult } from '../results.ts';
import { summarize } from '../statistics.ts';
import { BenchWorld, type Shape } from '../world.ts';
import type { FunctionsResult, FunctionsWorld } from './result.ts';

const INSIDE = fileURLToPath(new URL('inside.ts', import.meta.url));
const { values } = parseArgs({
  options: {
    sizes: { type: 'string' },
    shape: { type: 'string', default: 'few' },
    out: { type: 'string' },
  },
});
const sizes = wholeNumbers('sizes', values.sizes ?? '1000,10000,100000');
const shape = values.shape as Shape;

async function measureIn(sockets: number): Promise<FunctionsWorld> {
  console.error(`making a world '${shape}' of ${sockets} sockets`);
  const world = await BenchWorld.start(shape, sockets);
  const inside = new Dialogue(world, [process.execPath, '--import', 'tsx', INSIDE]);
  try {
    const result = await inside.answer<Omit<FunctionsWorld, 'world'>>();
    describe(result);
    return { world: world.report, ...result };
  } finally {
    await inside.stop();
    await world.stop();
  }
}

function describe({ tasks, blocks }: Omit<FunctionsWorld, 'world'>): void {
  for (const { name, median, min, max, samples } of tasks) {
    console.error(`  ${name}: ${median.toFixed(2)} ms (${min.toFixed(2)} to ${max.toFixed(2)}, ${samples} samples)`);
  }
  const { median, max } = summarize(blocks);
  console.error(`  longest event-loop block: median ${median.toFixed(1)} ms, worst ${max.toFixed(1)} ms`);
}

const result: FunctionsResult = {
  kind: 'functions',
  date: new Date().toISOString(),
  machine: describeMachine(),
  worlds: [],
};
for (const size of sizes) result.worlds.push(await measureIn(size));
const folder = values.out ?? resultsFolder(values.sizes === undefined && shape === 'few');
writeResult(join(folder, 'functions.json'), result);
console.error(`written to ${folder}, with a page: ${writePage(folder)}`);
