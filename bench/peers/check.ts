import type { Run } from '../subject.ts';
import type { Series } from '../turns.ts';
import type { Check } from './result.ts';

const COMPARED = 'TCP sockets listed: lines of netstat and ss without headers, inodes of lsof, rows of a call';

/**
 * Whether every run listed each socket the world has, once, and with an owner where owners were asked for. Times of tools that
 * did not do the same work say nothing.
 */
export function checkRows(series: readonly Series[], expected: number, owners: boolean): Check | undefined {
  const listed: Check['listed'] = {};
  const errors: string[] = [];
  for (const { name, runs } of series) {
    const [worst] = runs.filter((run) => run.rows).sort((a, b) => distance(b, expected) - distance(a, expected));
    if (!worst?.rows) continue;
    const { sockets, owned } = worst.rows;
    listed[name] = owners ? { sockets, owned } : { sockets };
    if (sockets !== expected) errors.push(`${name} listed ${sockets} sockets of ${expected}`);
    else if (owners && owned !== expected) errors.push(`${name} found owners of ${owned} sockets of ${expected}`);
  }
  if (Object.keys(listed).length === 0) return undefined;
  const compared = owners ? `${COMPARED}; and how many of them with an owner` : COMPARED;
  return { compared, expected, listed, errors };
}

function distance({ rows }: Run, expected: number): number {
  return rows ? Math.abs(rows.sockets - expected) + Math.abs(rows.owned - expected) : 0;
}
