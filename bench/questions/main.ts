/**
 * `npm run bench:questions [-- --most SOCKETS --runs N --limit SECONDS --out FOLDER]`: questions to a busy machine, each against what gives the
 * same or the whole list, in busy worlds in network namespaces of their own. The result goes to bench/results/, and a page is made from it.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { wholeNumber } from '../options.ts';
import { writePage } from '../page/write.ts';
import { resultsFolder, writeResult } from '../results.ts';
import { summarize } from '../statistics.ts';
import { measureQuestions } from './measure.ts';
import { QUESTION_WORLDS } from './plan.ts';
import type { QuestionsResult, QuestionsWorld } from './result.ts';
import { judgeQuestions } from './wanted.ts';

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

function describe({ sockets, groups, errors }: QuestionsWorld): void {
  console.error(`${sockets} sockets`);
  for (const { name, runs, unavailable } of groups.flat()) {
    if (unavailable !== undefined) console.error(`  ${name}: not here: ${unavailable}`);
    else console.error(`  ${name}: ${(summarize(runs.map(({ wall }) => wall)).median * 1e3).toFixed(1)} ms`);
  }
  for (const error of errors) console.error(`  ERROR: ${error}`);
}

const worlds: QuestionsWorld[] = [];
const about = { kind: 'questions', date: new Date().toISOString(), machine: describeMachine(), options } as const;
for (const plan of QUESTION_WORLDS.filter(({ sockets }) => sockets <= most)) {
  const measured = await measureQuestions(plan, options);
  describe(measured);
  worlds.push(measured);
  // After each, so that what goes wrong in a later one costs that one alone.
  const result: QuestionsResult = { ...about, worlds, wanted: judgeQuestions(worlds) };
  writeResult(join(folder, 'questions.json'), result);
}
for (const { what, wanted, got, met, why } of judgeQuestions(worlds)) {
  console.error(`${met ? 'met' : 'NOT MET'}: ${what}: ${got ? got.median.toFixed(2) : why} (at most ${wanted})`);
}
console.error(`written to ${folder}, with a page: ${writePage(folder)}`);
if (worlds.some(({ errors }) => errors.length > 0)) process.exitCode = 1;
