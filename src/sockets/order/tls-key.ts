import type { Columns } from '../table/columns.ts';
import { unpackTls } from '../table/tls.ts';
import { UNKNOWN } from '../table/unknown.ts';
import type { GroupKey } from './group-key.ts';
import { ascending } from './number-key.ts';

/** What the kernel does of TLS. Values that have no name are told apart, though they are shown alike. */
export function tlsKey(): GroupKey {
  const fill = ({ length, unknown, tls }: Columns, out: Float64Array) => {
    for (let row = 0; row < length; row++) {
      const known = tls && ((unknown[row] as number) & UNKNOWN.tls) === 0;
      out[row] = known ? (tls[row] as number) : Number.NaN;
    }
  };
  return { name: 'tls', fill, value: unpackTls, compare: ascending };
}
