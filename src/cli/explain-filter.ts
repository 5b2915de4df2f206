import type { FilterExplanation, Query } from '../index.ts';
import { explainFilter } from '../sockets/explain-filter.ts';
import type { LineWriter } from './output/line-writer.ts';

/** Says how a filter is carried out, one line for each thing there is to say. */
export async function explainForUser(filter: string, query: Query, out: LineWriter): Promise<void> {
  for (const line of explanationLines(await explainFilter(filter, query))) {
    out.copy(Buffer.from(line));
    out.endLine();
  }
}

function explanationLines({ tables, asked, rows, ownedRows, ratedRows }: FilterExplanation): string[] {
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
    ...(ratedRows === null ? [] : [`rows of the second look: ${ratedRows}`]),
  ];
}
