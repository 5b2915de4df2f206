/**
 * `npm run bench:peers [-- --sizes 1000,10000 --runs N --limit SECONDS --out FOLDER]`: whole commands and calls side by side with their
 * peers, in busy worlds in network namespaces of their own. The result goes to bench/results/, and a page is made from it.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { wholeNumber, wholeNumbers } from '../options.ts';
import { writePage } from '../page/write.ts';
import { resultsFolder, writeResult } from '../results.ts';
import { compareAll } from './compare.ts';
import { measureWorld } from './measure-world.ts';
import { DEFAULT_SIZES, planWorlds } from './plan.ts';
import type { PeersResult, WorldResult } from './result.ts';
import { judge } from './wanted.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string' },
    runs: { type: 'string', default: '5' },
    limit: { type: 'string', default: '120' },
    out: { type: 'string' },
  },
});
const QUIET_FILES = 20_000;
const log = (line: string) => console.error(line);

const sizes = values.sizes === undefined ? [...DEFAULT_SIZES] : wholeNumbers('sizes', values.sizes);
const options = { runs: wholeNumber('runs', values.runs), limit: wholeNumber('limit', values.limit), sizes };
const folder = values.out ?? resultsFolder(values.sizes === undefined);
const machine = describeMachine();
const date = new Date().toISOString();

function resultOf(worlds: WorldResult[]): PeersResult {
  return { kind: 'peers', date, machine, options, worlds, comparisons: compareAll(worlds), wanted: judge(worlds) };
}

if (machine.openFiles > QUIET_FILES) {
  log(`not a quiet machine: ${machine.openFiles} files are open already, and every search for owners meets them`);
}
const worlds: WorldResult[] = [];
for (const plan of planWorlds(sizes)) {
  worlds.push(await measureWorld(plan, options, log));
  // After each, so that what goes wrong in a later one costs that one alone.
  writeResult(join(folder, 'peers.json'), resultOf(worlds));
}
for (const { what, wanted, got, unit, met, bound, why } of judge(worlds)) {
  const value = got ? `${bound ? 'under ' : ''}${got.median.toPrecision(3)} ${unit}`.trim() : why;
  log(`${what}: ${value}, wanted at most ${wanted.toPrecision(3)} ${unit}: ${met ? 'met' : 'NOT MET'}`);
}
log(`written to ${folder}, with a page: ${writePage(folder)}`);
if (worlds.some(({ groups }) => groups.some(({ check }) => (check?.errors.length ?? 0) > 0))) {
  log('some did not list what they should, see the errors above');
  process.exitCode = 1;
}
