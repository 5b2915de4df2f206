import type { GroupValue, SocketGroup } from '../../index.ts';
import { fieldNamed } from '../../sockets/table/named-fields.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import type { GroupFields } from './group-fields.ts';

/** What groups are sorted by, and which way. */
export interface GroupSort {
  sortedBy: (group: SocketGroup) => GroupValue;
  descending: boolean;
}

const MAXIMUM = 'max-';

/**
 * By the words of `--sort`: `count`, a measure, which is its sum where it has one, `max-` and a measure, or a key.
 * @throws Exit for a word that is none of these
 */
export function groupSorts(words: readonly string[], fields: GroupFields): GroupSort[] {
  return words.map((word) => {
    const descending = word.startsWith('-');
    return { sortedBy: valueNamed(descending ? word.slice(1) : word, fields), descending };
  });
}

function valueNamed(word: string, { keys, measures }: GroupFields): GroupSort['sortedBy'] {
  if (word === 'count') return ({ count }) => count;
  const name = fieldNamed(word)?.name ?? word;
  if (measures.includes(name)) return ({ sum, max }) => (name in sum ? sum[name] : max[name]) ?? null;
  const largest = word.startsWith(MAXIMUM) ? fieldNamed(word.slice(MAXIMUM.length))?.name : undefined;
  if (largest !== undefined && measures.includes(largest)) return ({ max }) => max[largest] ?? null;
  if (keys.includes(name)) return ({ key }) => key[name] ?? null;
  const known = ['count', ...keys, ...measures].join(', ');
  throw new Exit(EXIT_USAGE, `sockdiag: --sort: groups have neither a key nor a measure '${word}': they have ${known}`);
}

/** Unknown comes last whichever way, and what is alike stays in its order. */
export function sortedGroups(groups: readonly SocketGroup[], sorts: readonly GroupSort[]): SocketGroup[] {
  return [...groups].sort((one, other) => {
    for (const { sortedBy, descending } of sorts) {
      const order = compared(sortedBy(one), sortedBy(other), descending);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compared(one: GroupValue, other: GroupValue, descending: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const [a, b] =
    typeof one === 'object' || typeof other === 'object' ? [JSON.stringify(one), JSON.stringify(other)] : [one, other];
  const order = a === b ? 0 : a < b ? -1 : 1;
  return descending ? -order : order;
}
