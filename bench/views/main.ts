/**
 * `npm run bench:views [-- --most ROWS --runs N --limit SECONDS --out FOLDER]`: the views beside sockets, each against its peers, with a
 * few rows and with many, in network namespaces of their own. The result goes to bench/results/, and a page is made from it.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { wholeNumber } from '../options.ts';
import { writePage } from '../page/write.ts';
import { resultsFolder, writeResult } from '../results.ts';
import { summarize } from '../statistics.ts';
import { measureView } from './measure.ts';
import { VIEWS } from './plan.ts';
import type { ViewResult, ViewsResult } from './result.ts';

const { values } = parseArgs({
  options: {
    most: { type: 'string' },
    runs: { type: 'string', default: '5' },
    limit: { type: 'string', default: '120' },
    out: { type: 'string' },
  },
});
const most = values.most === undefined ? Number.POSITIVE_INFINITY : wholeNumber('most', values.most);
const options = { runs: wholeNumber('runs', values.runs), limit: wholeNumber('limit', values.limit) };
const folder = values.out ?? resultsFolder(values.most === undefined);

function describe({ view, rows, series, ratios, errors }: ViewResult): void {
  console.error(`${view}, ${rows} rows`);
  for (const { name, runs, unavailable } of series) {
    if (unavailable !== undefined) console.error(`  ${name}: not here: ${unavailable}`);
    else console.error(`  ${name}: ${(summarize(runs.map(({ wall }) => wall)).median * 1e3).toFixed(1)} ms`);
  }
  for (const { against, whole, withoutStart } of ratios) {
    const [all, without] = [whole, withoutStart].map(({ median }) => median.toFixed(2));
    console.error(`  against ${against}: ${all}, ${without} without Node's start`);
  }
  for (const error of errors) console.error(`  ERROR: ${error}`);
}

const result: ViewsResult = {
  kind: 'views',
  date: new Date().toISOString(),
  machine: describeMachine(),
  options,
  views: [],
};
for (const plan of VIEWS.filter(({ rows }) => rows <= most)) {
  const measured = await measureView(plan, options);
  describe(measured);
  result.views.push(measured);
  // After each, so that what goes wrong in a later one costs that one alone.
  writeResult(join(folder, 'views.json'), result);
}
console.error(`written to ${folder}, with a page: ${writePage(folder)}`);
if (result.views.some(({ errors }) => errors.length > 0)) process.exitCode = 1;
