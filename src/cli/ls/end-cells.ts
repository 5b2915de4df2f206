import { MAX_ADDRESS_TEXT, writeAddress } from '../../base/address.ts';
import type { SocketTable } from '../../index.ts';
import {
  isSctp,
  isUnix,
  localAddressesOf,
  primaryRemoteAddressOf,
  remoteAddressesOf,
} from '../../sockets/table/readers.ts';
import { ADDRESS_BYTES } from '../../sockets/table/sctp.ts';
import { UNKNOWN } from '../../sockets/table/unknown.ts';
import { AF_INET } from '../../uapi/sockets.ts';
import { isMapped, MAPPED_PREFIX } from '../names/address-key.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { type Cell, NOTHING } from './cell.ts';
import { writePath } from './text-cells.ts';

const ANY = '*';

/** `address:port`, of a UNIX socket its name, or the inode of the other end. */
export function endCell(name: 'local' | 'remote'): Cell {
  return (table, out) => {
    const [addresses, ports] = [table[`${name}Address`], table[`${name}Port`]];
    const writeUnix = name === 'local' ? writeLocalName : writePeer;
    return {
      write: (row) => {
        if (isUnix(table, row)) return writeUnix(table, row, out);
        const port = ports[row] as number;
        const isNobody = name === 'remote' && port === 0 && isZero(table, row);
        if (isNobody) return out.text(ANY);
        writeBracketed(out, table.family[row] as number, addresses, row * ADDRESS_BYTES);
        out.text(':');
        if (port === 0) out.text(ANY);
        else out.number(port);
      },
    };
  };
}

function isZero({ remoteAddressWords: words }: SocketTable, row: number): boolean {
  return (
    (words[4 * row] as number) === 0 && words[4 * row + 1] === 0 && words[4 * row + 2] === 0 && words[4 * row + 3] === 0
  );
}

/** IPv4 in an IPv6 socket is shown as IPv4: the protocol says which it is. */
function writeBracketed(out: LineWriter, family: number, bytes: Uint8Array, offset: number): void {
  const mapped = isMapped(family, bytes, offset);
  if (family === AF_INET || mapped) {
    writeText(out, AF_INET, bytes, mapped ? offset + MAPPED_PREFIX : offset);
    return;
  }
  out.text('[');
  writeText(out, family, bytes, offset);
  out.text(']');
}

function writeText(out: LineWriter, family: number, bytes: Uint8Array, offset: number): void {
  out.reserve(MAX_ADDRESS_TEXT);
  out.length = writeAddress(out.bytes, out.length, family, bytes, offset);
}

function writeLocalName(table: SocketTable, row: number, out: LineWriter): void {
  if (!writePath(table, row, out)) out.text(ANY);
}

function writePeer({ unknown, unix }: SocketTable, row: number, out: LineWriter): void {
  const peer = unix?.peerInode[row] as number;
  if (!unix || ((unknown[row] as number) & UNKNOWN.peerInode) !== 0) out.text(NOTHING);
  else if (peer === 0) out.text(ANY);
  else out.number(peer);
}

/** An address without its port, as the kernel has it. */
export function addressCell(name: string): Cell {
  return (table, out) => {
    const addresses = name === 'localAddress' ? table.localAddress : table.remoteAddress;
    return {
      write: (row) => {
        if (isUnix(table, row)) out.text(NOTHING);
        else writeText(out, table.family[row] as number, addresses, row * ADDRESS_BYTES);
      },
    };
  };
}

/** All addresses of an end of SCTP, or the primary one: there are few such rows. */
export function addressListCell(name: string): Cell {
  return (table, out) => ({
    write: (row) => out.text((isSctp(table, row) && addressesOf(table, row, name).join(',')) || NOTHING),
  });
}

function addressesOf(table: SocketTable, row: number, name: string): readonly string[] {
  if (name === 'primaryRemoteAddress') return [primaryRemoteAddressOf(table, row) ?? ''];
  return (name === 'localAddresses' ? localAddressesOf(table, row) : remoteAddressesOf(table, row)) ?? [];
}
