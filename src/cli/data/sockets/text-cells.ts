import { localAddressesOf, pathOf, primaryRemoteAddressOf, remoteAddressesOf } from '../../../sockets/table/readers.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../sockets/table/unknown.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { type Frame, type Notation, writeBytes } from '../notation.ts';
import type { DataCell } from './cell.ts';

/** The name of a UNIX socket. */
export class PathCell implements DataCell {
  readonly #frame: Frame;
  readonly #notation: Notation;
  #table: SocketTable | undefined;

  constructor(frame: Frame, notation: Notation) {
    this.#frame = frame;
    this.#notation = notation;
  }

  bind(table: SocketTable): void {
    this.#table = table;
  }

  write(out: LineWriter, row: number): void {
    const path = (this.#table as SocketTable).unix?.path;
    const start = path?.start(row) ?? 0;
    const end = path?.ends[row] ?? 0;
    if (!path || start === end) {
      out.copy(this.#frame.none);
      return;
    }
    out.copy(this.#frame.before);
    // An abstract name begins with a NUL.
    const abstract = path.bytes[start] === 0;
    writeBytes(out, this.#notation, path.bytes, [abstract ? start + 1 : start, end], abstract ? '@' : '');
  }
}

/** Text of ASCII in a column of so many bytes a row. */
export class TextCell implements DataCell {
  readonly #frame: Frame;
  readonly #notation: Notation;
  readonly #name: string;
  readonly #width: number;
  #column: Uint8Array | undefined;
  #unknown: Uint32Array = new Uint32Array(0);

  constructor(frame: Frame, notation: Notation, name: string, width: number) {
    this.#frame = frame;
    this.#notation = notation;
    this.#name = name;
    this.#width = width;
  }

  bind(table: SocketTable): void {
    this.#column = (table as unknown as Readonly<Record<string, Uint8Array | undefined>>)[this.#name];
    this.#unknown = table.unknown;
  }

  write(out: LineWriter, row: number): void {
    const bytes = this.#column;
    const bit = (UNKNOWN as Readonly<Record<string, number>>)[this.#name] ?? 0;
    if (!bytes || ((this.#unknown[row] as number) & bit) !== 0) {
      out.copy(bytes ? this.#frame.none : this.#frame.absent);
      return;
    }
    const start = row * this.#width;
    let end = start;
    while (end < start + this.#width && bytes[end] !== 0) end++;
    out.copy(this.#frame.before);
    writeBytes(out, this.#notation, bytes, [start, end]);
  }
}

type ReadText = (table: SocketTable, row: number) => string | null;

/** Text that is made of several columns, a string a row: only columns that few rows have, or that were asked for by their names, are such. */
export class MadeTextCell implements DataCell {
  readonly #frame: Frame;
  readonly #notation: Notation;
  readonly #read: ReadText;
  #table: SocketTable | undefined;

  constructor(frame: Frame, notation: Notation, read: ReadText) {
    this.#frame = frame;
    this.#notation = notation;
    this.#read = read;
  }

  bind(table: SocketTable): void {
    this.#table = table;
  }

  write(out: LineWriter, row: number): void {
    const text = this.#read(this.#table as SocketTable, row);
    if (text === null) {
      out.copy(this.#frame.none);
      return;
    }
    out.copy(this.#frame.before);
    out.copy(this.#notation.text(text));
  }
}

/** A value of plain data, whatever it is; likewise. */
export class MadeCell implements DataCell {
  readonly #frame: Frame;
  readonly #read: (table: SocketTable, row: number) => unknown;
  readonly #write: (out: LineWriter, value: unknown) => void;
  #table: SocketTable | undefined;

  constructor(
    frame: Frame,
    read: (table: SocketTable, row: number) => unknown,
    write: (out: LineWriter, value: unknown) => void,
  ) {
    this.#frame = frame;
    this.#read = read;
    this.#write = write;
  }

  bind(table: SocketTable): void {
    this.#table = table;
  }

  write(out: LineWriter, row: number): void {
    const value = this.#read(this.#table as SocketTable, row);
    if (value === undefined) {
      out.copy(this.#frame.absent);
      return;
    }
    if (value === null) {
      out.copy(this.#frame.none);
      return;
    }
    out.copy(this.#frame.before);
    this.#write(out, value);
  }
}

/** SCTP's addresses, of which a row may have several. */
export const ADDRESS_READERS: Readonly<Record<string, (table: SocketTable, row: number) => string[] | string | null>> =
  {
    localAddresses: localAddressesOf,
    remoteAddresses: remoteAddressesOf,
    primaryRemoteAddress: primaryRemoteAddressOf,
  };

/** `address:port`, IPv6 in brackets; of a UNIX socket its name, and the inode of its other end. */
export const END_READERS: Readonly<Record<'local' | 'remote', ReadText>> = {
  local: (table, row) => {
    const socket = table.at(row);
    if (!socket) return null;
    return socket.family === 'unix' ? pathOf(table, row) : endText(socket.localAddress, socket.localPort);
  },
  remote: (table, row) => {
    const socket = table.at(row);
    if (!socket) return null;
    if (socket.family !== 'unix') return endText(socket.remoteAddress, socket.remotePort);
    return socket.peerInode ? `${socket.peerInode}` : null;
  },
};

function endText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
