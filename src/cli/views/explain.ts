import { explainFilter, type FilterExplanation } from '../../index.ts';
import type { LineWriter } from '../output/line-writer.ts';
import type { Settings } from '../settings.ts';
import { listingQuery } from './begun-scan.ts';

/** Says how the filter of a listing is carried out, one line for each thing there is to say. */
export async function explainListing(settings: Settings & { filter: string }, out: LineWriter): Promise<void> {
  const { signal: _, ...query } = listingQuery(settings);
  for (const line of explanationLines(await explainFilter(settings.filter, query))) {
    out.copy(Buffer.from(line));
    out.endLine();
  }
}

function explanationLines({ tables, asked, rows, ownedRows }: FilterExplanation): string[] {
  const names = Object.entries({ owners: asked.owners, tcp_info: asked.tcpInfo, memory: asked.memory });
  const wanted = [...names.flatMap(([name, is]) => (is ? [name] : [])), ...asked.fields];
  return [
    ...(tables.length === 0 ? ['nothing is read: no socket can pass'] : []),
    ...tables.map(
      ({ protocol, family, states, kernel }) =>
        `the kernel, ${protocol}${family === 'inet6' ? '6' : ''}: ${states.join(' ')}${kernel === null ? '' : `: ${kernel}`}`,
    ),
    `asked for besides: ${wanted.join(', ') || 'nothing'}`,
    `rows: ${rows ?? 'nothing'}`,
    `rows with owners: ${ownedRows ?? 'nothing'}`,
  ];
}
