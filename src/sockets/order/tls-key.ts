import type { Columns } from '../table/columns.ts';
import { unpackTls } from '../table/tls.ts';
import { UNKNOWN } from '../table/unknown.ts';
import type { GroupKey } from './group-key.ts';
import { ascending } from './number-key.ts';

/** What the kernel does of TLS: version, cipher, who encrypts and who decrypts, of which a part that has no name is left empty. */
export function tlsKey(): GroupKey {
  const fill = ({ length, unknown, tls }: Columns, out: Float64Array) => {
    for (let row = 0; row < length; row++) {
      const known = tls && ((unknown[row] as number) & UNKNOWN.tls) === 0;
      out[row] = known ? (tls[row] as number) : Number.NaN;
    }
  };
  const value = (word: number) => {
    const { version, cipher, send, receive } = unpackTls(word);
    return [version, cipher, send, receive].map((part) => part ?? '').join('/');
  };
  return { name: 'tls', fill, value, compare: ascending };
}
