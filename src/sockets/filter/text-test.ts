import { writeAddress } from '../../base/address.ts';
import { AF_INET6, AF_UNIX } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { FIELDS } from '../table/fields.ts';
import { isSctp, tlsOf } from '../table/readers.ts';
import { ADDRESS_BYTES } from '../table/sctp.ts';
import { tlsText } from '../table/tls.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { primaryPlace } from './address-test.ts';
import type { BytesMatch } from './text-match.ts';
import { FALSE, fillEach, TRUE, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';

/** Where a row's text stands, until the next call: in a column, or written anew. Undefined where the row has none. */
type TextOf = (table: Columns, row: number) => Uint8Array | undefined;

/** Whether what a row has as text is what is looked for. */
export function textTest(field: string, matches: BytesMatch): TruthTest | undefined {
  const textOf = TEXTS[field];
  if (!textOf) return undefined;
  return {
    slow: true,
    fill(table, out, decided) {
      fillEach(table, out, decided, (row) => {
        const bytes = textOf(table, row);
        if (bytes === undefined) return UNKNOWN_TRUTH;
        return matches(bytes, start, end) ? TRUE : FALSE;
      });
    },
  };
}

let start = 0;
let end = 0;
/** The longest are an abstract name, and an address in brackets with its port. */
const SPACE = Buffer.alloc(4096);

const TEXTS: Readonly<Record<string, TextOf>> = {
  path: nameOf,
  pathBytes: nameOf,
  congestion: (table, row) => shortTextOf(table, row, 'congestion'),
  ulp: (table, row) => shortTextOf(table, row, 'ulp'),
  tls: (table, row) => {
    const tls = tlsOf(table, row);
    return tls ? written(writeText(0, tlsText(tls))) : undefined;
  },
  local: (table, row) => (isUnix(table, row) ? nameOf(table, row) : endpoint(table, row, 'local')),
  remote: (table, row) => (isUnix(table, row) ? peerOf(table, row) : endpoint(table, row, 'remote')),
  localAddress: (table, row) => (isUnix(table, row) ? undefined : address(table, row, table.localAddress)),
  remoteAddress: (table, row) => (isUnix(table, row) ? undefined : address(table, row, table.remoteAddress)),
  primaryRemoteAddress: primaryOf,
};

const isUnix = ({ family }: Columns, row: number) => family[row] === AF_UNIX;
const isUnknown = ({ unknown }: Columns, row: number, bit: number) => ((unknown[row] as number) & bit) !== 0;

function nameOf(table: Columns, row: number): Uint8Array | undefined {
  if (!isUnix(table, row) || !table.unix) return undefined;
  const { path } = table.unix;
  start = path.start(row);
  end = path.ends[row] as number;
  if (start === end) return undefined;
  if (path.bytes[start] !== 0) return path.bytes;
  // An abstract name's NUL is shown as `@`. No kernel has a longer one.
  const length = Math.min(end - start, SPACE.length);
  for (let i = 0; i < length; i++) SPACE[i] = path.bytes[start + i] as number;
  SPACE[0] = AT;
  return written(length);
}

function peerOf(table: Columns, row: number): Uint8Array | undefined {
  const peer = table.unix?.peerInode[row] ?? 0;
  if (peer === 0 || isUnknown(table, row, UNKNOWN.peerInode)) return undefined;
  return written(writeText(0, String(peer)));
}

function shortTextOf(table: Columns, row: number, name: 'congestion' | 'ulp'): Uint8Array | undefined {
  const column = table[name];
  if (!column || isUnix(table, row) || isUnknown(table, row, UNKNOWN[name])) return undefined;
  const { bytes } = FIELDS[name].kind;
  start = row * bytes;
  end = start;
  while (end < start + bytes && column[end] !== 0) end++;
  return column;
}

function primaryOf(table: Columns, row: number): Uint8Array | undefined {
  const at = primaryPlace(table, row);
  if (at === undefined || !table.sctp) return undefined;
  return written(writeAddress(SPACE, 0, table.family[row] as number, table.sctp.remoteAddresses.bytes, at));
}

function address(table: Columns, row: number, column: Uint8Array): Uint8Array {
  return written(writeAddress(SPACE, 0, table.family[row] as number, column, row * ADDRESS_BYTES));
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`. */
function endpoint(table: Columns, row: number, side: 'local' | 'remote'): Uint8Array {
  const family = table.family[row] as number;
  const column = side === 'local' ? table.localAddress : table.remoteAddress;
  const port = side === 'local' ? table.localPort : table.remotePort;
  const brackets = family === AF_INET6;
  let at = brackets ? writeText(0, '[') : 0;
  at = writeAddress(SPACE, at, family, column, row * ADDRESS_BYTES);
  return written(writeText(writeText(at, brackets ? ']:' : ':'), String(port[row])));
}

/** Returns where it ends. */
function writeText(at: number, text: string): number {
  for (let i = 0; i < text.length; i++) SPACE[at + i] = text.charCodeAt(i);
  return at + text.length;
}

function written(length: number): Uint8Array {
  start = 0;
  end = length;
  return SPACE;
}

const AT = 0x40;

/** Whether one of the addresses that an association of SCTP has is what is looked for. */
export function addressesTextTest(field: 'localAddresses' | 'remoteAddresses', matches: BytesMatch): TruthTest {
  return {
    slow: true,
    fill(table, out, decided) {
      fillEach(table, out, decided, (row) => {
        const column = isSctp(table, row) ? table.sctp?.[field] : undefined;
        if (!column || column.start(row) === column.ends[row]) return UNKNOWN_TRUTH;
        for (let at = column.start(row); at < (column.ends[row] as number); at += ADDRESS_BYTES) {
          const length = writeAddress(SPACE, 0, table.family[row] as number, column.bytes, at);
          if (matches(SPACE, 0, length)) return TRUE;
        }
        return FALSE;
      });
    },
  };
}
