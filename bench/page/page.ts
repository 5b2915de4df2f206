import type { FunctionsResult } from '../functions/result.ts';
import type { PeersResult } from '../peers/result.ts';
import type { QuestionsResult } from '../questions/result.ts';
import type { StreamResult } from '../stream/result.ts';
import type { ViewsResult } from '../views/result.ts';
import { drawChart } from './charts.ts';
import { CHARTS } from './plan.ts';
import { questionsParts } from './questions.ts';
import { streamParts } from './stream.ts';
import { comparisonTable, functionsTable, machineLine, wantedTable, worldSection } from './tables.ts';
import { viewsTable } from './views.ts';

export interface Results {
  peers?: PeersResult | undefined;
  questions?: QuestionsResult | undefined;
  stream?: StreamResult | undefined;
  views?: ViewsResult | undefined;
  functions?: FunctionsResult | undefined;
}

/** Files of the page by their names. Nothing but the results decides what is in them. */
export function makePage({ peers, questions, stream, views, functions }: Results): Map<string, string> {
  const files = new Map<string, string>();
  const parts = ['# Results', 'Made from the result files beside it by `npm run bench:page`; not to be edited.'];
  if (peers) parts.push(...peersParts(peers, files));
  if (questions) parts.push(...questionsParts(questions));
  if (stream) parts.push(...streamParts(stream));
  if (views) {
    const { date, machine, options } = views;
    parts.push('## Views beside sockets', `\`npm run bench:views\`, ${date.slice(0, 10)}: ${machineLine(machine)}`);
    parts.push(`In turns, ${options.runs} times or more; with equal numbers of rows.`, viewsTable(views));
  }
  if (functions) {
    parts.push(
      '## Single functions',
      `\`npm run bench:functions\`, ${functions.date.slice(0, 10)}: ${machineLine(functions.machine)}`,
    );
    parts.push(functionsTable(functions));
  }
  return files.set('README.md', `${parts.join('\n\n')}\n`);
}

function peersParts(peers: PeersResult, files: Map<string, string>): string[] {
  const { worlds, options, machine, date, comparisons } = peers;
  const parts = ['## Beside its peers', `\`npm run bench:peers\`, ${date.slice(0, 10)}: ${machineLine(machine)}`];
  parts.push(
    `Runs in turns, A B C A B C, after one of each that does not count, ${options.runs} or more; a run that takes longer than ` +
      `${options.limit} s is stopped, and not repeated. Ratios are taken turn by turn.`,
  );
  for (const chart of CHARTS) {
    const svg = drawChart(chart, worlds);
    if (svg === undefined) continue;
    files.set(chart.file, svg);
    parts.push(`![${chart.title}: time against sockets](${chart.file})`);
  }
  if (peers.wanted.length > 0) parts.push('### What is wanted', wantedTable(peers.wanted));
  parts.push(...worlds.map(worldSection));
  return [...parts, '### Ratios', comparisonTable(comparisons)];
}
