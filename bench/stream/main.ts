/**
 * `npm run bench:stream [-- --quick --only ticks,idle,short,memory --minutes N --sockets N --runs N --limit SECONDS --out FOLDER]`: what
 * a stream costs and what it misses, in busy worlds in network namespaces of their own. The result goes to bench/results/, and a page
 * is made from it. Of a short run with `--quick`, and of one that leaves something out, it goes to bench/results/local/.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { wholeNumber } from '../options.ts';
import { writePage } from '../page/write.ts';
import { resultsFolder, writeResult } from '../results.ts';
import { WatcherBundle } from './bundle.ts';
import { describeIdle, describeMemory, describeShort, describeTicks, describeVerdict } from './describe.ts';
import { measureIdle } from './measure-idle.ts';
import { measureMemory } from './measure-memory.ts';
import { measureShort } from './measure-short.ts';
import { measureTicks } from './measure-ticks.ts';
import {
  chosenParts,
  FULL_SOCKETS,
  IDLE_SECONDS,
  memoryPlan,
  type Part,
  QUICK_SOCKETS,
  shortPlans,
  TICK_SHAPES,
} from './plan.ts';
import type { StreamResult } from './result.ts';
import { judge } from './wanted.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    sockets: { type: 'string' },
    runs: { type: 'string', default: '5' },
    limit: { type: 'string', default: '120' },
    out: { type: 'string' },
  },
});
const { quick } = values;
const usual = quick ? QUICK_SOCKETS : FULL_SOCKETS;
const options = {
  runs: wholeNumber('runs', values.runs),
  limit: wholeNumber('limit', values.limit),
  sockets: values.sockets === undefined ? usual : wholeNumber('sockets', values.sockets),
  minutes: wholeNumber('minutes', values.minutes),
  quick,
};
const parts = chosenParts(values.only);
const complete = !quick && values.only === undefined && values.sockets === undefined;
const folder = values.out ?? resultsFolder(complete);

const result: StreamResult = {
  kind: 'stream',
  date: new Date().toISOString(),
  machine: describeMachine(),
  options,
  ticks: [],
  idle: [],
  short: [],
  wanted: [],
};

/** After each, so that what goes wrong in a later one costs that one alone. */
function keep(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
  result.wanted = judge(result);
  writeResult(join(folder, 'stream.json'), result);
}

const MEASURES: Readonly<Record<Part, (file: string) => Promise<void>>> = {
  async ticks(file) {
    for (const shape of TICK_SHAPES) {
      const measured = await measureTicks(shape, options.sockets, file, options);
      result.ticks.push(measured);
      keep(describeTicks(measured));
    }
  },
  async idle(file) {
    result.idle = await measureIdle(IDLE_SECONDS, file);
    keep(describeIdle(result.idle));
  },
  async short(file) {
    for (const plan of shortPlans(quick)) {
      const measured = await measureShort(plan, file);
      result.short.push(measured);
      keep(describeShort(measured));
    }
  },
  async memory(file) {
    result.memory = await measureMemory(memoryPlan(quick, options.minutes), file);
    keep(describeMemory(result.memory));
  },
};

const bundle = new WatcherBundle();
try {
  for (const part of parts) await MEASURES[part](bundle.file);
} finally {
  bundle.remove();
}
for (const verdict of result.wanted) console.error(describeVerdict(verdict));
console.error(`written to ${folder}, with a page: ${writePage(folder)}`);
if (result.ticks.some(({ errors }) => errors.length > 0)) process.exitCode = 1;
