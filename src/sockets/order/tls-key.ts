import type { Columns } from '../table/columns.ts';
import { isUnix } from '../table/readers.ts';
import { packTls, unpackTls } from '../table/tls.ts';
import { UNKNOWN } from '../table/unknown.ts';
import type { GroupKey } from './group-key.ts';
import { ascending } from './number-key.ts';

/** What the kernel does of TLS. Values that have no name are one. */
export function tlsKey(): GroupKey {
  // What is shown of each word, as a word again; there are few.
  const shown = new Map<number, number>();
  const shownOf = (word: number) => {
    const known = shown.get(word) ?? packTls(unpackTls(word)) ?? 0;
    shown.set(word, known);
    return known;
  };
  const fill = (table: Columns, out: Float64Array) => {
    const { length, unknown, tls } = table;
    for (let row = 0; row < length; row++) {
      const known = tls && !isUnix(table, row) && ((unknown[row] as number) & UNKNOWN.tls) === 0;
      out[row] = known ? shownOf(tls[row] as number) : Number.NaN;
    }
  };
  return { name: 'tls', fill, value: unpackTls, compare: ascending };
}
