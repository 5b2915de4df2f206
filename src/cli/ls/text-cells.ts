import type { SocketTable } from '../../index.ts';
import type { UserNames } from '../../names/user-names.ts';
import { isUnix, textOf, tlsOf } from '../../sockets/table/readers.ts';
import { tlsText } from '../../sockets/table/tls.ts';
import { UNKNOWN } from '../../sockets/table/unknown.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { isPlain, printable } from '../output/printable.ts';
import { type Cell, NOTHING } from './cell.ts';

const AT = 0x40;
const SHORT_TEXT_BYTES = 16;

/** Bytes that may be anything: what ends a line, or a terminal obeys or does not show, becomes `?`. */
export function writeName(out: LineWriter, source: Uint8Array, from = 0, to = source.length): void {
  const start = out.length;
  out.copy(source, from, to);
  if (!isPlain(out.bytes, start, out.length)) out.bytes.set(printable(out.bytes.subarray(start, out.length)), start);
}

/** The name of a UNIX socket, with `@` for the NUL that an abstract one begins with. False where it has none. */
export function writePath(table: SocketTable, row: number, out: LineWriter): boolean {
  const path = table.unix?.path;
  if (!path || !isUnix(table, row)) return false;
  const [start, end] = [path.start(row), path.ends[row] as number];
  if (start === end) return false;
  const isAbstract = path.bytes[start] === 0;
  if (isAbstract) out.text(String.fromCharCode(AT));
  writeName(out, path.bytes, isAbstract ? start + 1 : start, end);
  return true;
}

export const pathCell: Cell = (table, out) => ({
  write: (row) => {
    if (!writePath(table, row, out)) out.text(NOTHING);
  },
});

/** A name in ASCII that the kernel gives some bytes each. */
export const shortTextCell =
  (name: 'congestion' | 'ulp'): Cell =>
  (table, out) => ({
    write: (row) => {
      const column = table[name];
      const isKnown = ((table.unknown[row] as number) & UNKNOWN[name]) === 0;
      out.text((isKnown && column && textOf(column, row, SHORT_TEXT_BYTES)) || NOTHING);
    },
  });

/** What the kernel does of TLS. */
export const tlsCell: Cell = (table, out) => ({
  write: (row) => {
    const tls = tlsOf(table, row);
    out.text(tls ? tlsText(tls) : NOTHING);
  },
});

/** The name of the user who made a socket; the number of one without a name. */
export function userCell(users: UserNames | undefined): Cell {
  return ({ unknown, uid }, out) => ({
    write: (row) => {
      if (((unknown[row] as number) & UNKNOWN.uid) !== 0) return out.text(NOTHING);
      const name = users?.get(uid[row] as number);
      if (name) writeName(out, name);
      else out.number(uid[row] as number);
    },
  });
}
