import {
  AF_INET,
  AF_UNIX,
  ASSOCIATION_STATES,
  NAMED_PROTOCOLS,
  PROTOCOL_NUMBERS,
  protocolName,
  SOCKET_TYPES,
  STATE_NUMBERS,
  STATES,
  TIMERS,
} from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import type { NamedField } from '../table/named-fields.ts';
import type { NumberField } from '../table/number-fields.ts';
import { numbers } from '../table/numbers.ts';
import { isSctp, isUnix } from '../table/readers.ts';
import { ADDRESS_BYTES } from '../table/sctp.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { ownerColumn } from './owner-columns.ts';
import { bytesRanks, ranksOf } from './ranks.ts';

/** Where the words of 16 bytes begin. */
const WORDS = [0, 4, 8, 12];
const LISTEN = STATE_NUMBERS.LISTEN;

/** What a field is sorted by: numbers of every row, those that count more first. NaN is unknown. */
export interface SortColumns {
  columns: Float64Array[];
  /** The numbers are places among the rows of this table, and mean nothing beside those of another. */
  ofThisTable?: true;
}

/** Codes are sorted by their names, addresses by their bytes, IPv4 as it is mapped into IPv6, users by their numbers, and of several owners the first counts. */
export function sortColumns(table: Columns, field: NamedField): SortColumns {
  const { name } = field;
  if (field.asked === 'owners') return ownerColumn(table, name);
  if (name === 'local' || name === 'remote') return endColumns(table, name);
  if (name === 'path' || name === 'pathBytes') return { columns: [pathRanks(table)], ofThisTable: true };
  if (field.values === 'address') return { columns: addressColumns(table, field) };
  return { columns: plainColumns(table, field) };
}

function plainColumns(table: Columns, { name, values }: NamedField): Float64Array[] {
  if (name === 'queueFull') return [filled(table, (row) => queueFull(table, row))];
  if (name === 'user') return [numbersOf(table, 'uid')];
  if (name === 'cookie' || name === 'cgroup') return id64Columns(table, name);
  if (name === 'congestion' || name === 'ulp') return shortTextColumns(table, name);
  if (name === 'tls') return [filled(table, (row) => tlsNumber(table, row))];
  const column = numbersOf(table, name as NumberField);
  if (values === 'code') byName(table, name, column);
  return [column];
}

function numbersOf(table: Columns, field: NumberField): Float64Array {
  return numbers(table, field, new Float64Array(table.length));
}

/** A number of each row; NaN where it has none. */
function filled({ length }: Columns, numberOf: (row: number) => number): Float64Array {
  const column = new Float64Array(length);
  for (let row = 0; row < length; row++) column[row] = numberOf(row);
  return column;
}

function queueFull({ state, unknown, recvQ, backlog }: Columns, row: number): number {
  if (state[row] !== LISTEN || ((unknown[row] as number) & (UNKNOWN.recvQ | UNKNOWN.backlog)) !== 0) return Number.NaN;
  return (recvQ[row] as number) > (backlog[row] as number) ? 1 : 0;
}

/** Numbers of 64 bits, two words a row, the low one first. */
function id64Columns(table: Columns, name: 'cookie' | 'cgroup'): Float64Array[] {
  const words = table[name];
  const isKnown = (row: number) => ((table.unknown[row] as number) & UNKNOWN[name]) === 0;
  return [1, 0].map((word) =>
    filled(table, (row) => (words && isKnown(row) ? (words[2 * row + word] as number) : Number.NaN)),
  );
}

const SHORT_TEXT_BYTES = 16;

function shortTextColumns(table: Columns, name: 'congestion' | 'ulp'): Float64Array[] {
  const column = table[name];
  return WORDS.map((at) =>
    filled(table, (row) => {
      if (!column || ((table.unknown[row] as number) & UNKNOWN[name]) !== 0) return Number.NaN;
      return wordAt(column, row * SHORT_TEXT_BYTES + at);
    }),
  );
}

/** By version, then cipher, then who does it. */
function tlsNumber({ tls, unknown }: Columns, row: number): number {
  if (!tls || ((unknown[row] as number) & UNKNOWN.tls) !== 0) return Number.NaN;
  const word = tls[row] as number;
  return (word & 0xff) * 2 ** 24 + ((word >>> 8) & 0xffff) * 2 ** 8 + (word >>> 24);
}

/** Four bytes in network order. */
function wordAt(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] as [number, number, number, number];
  return a * 0x1000000 + b * 0x10000 + c * 0x100 + d;
}

/** By the numbers of a code, the places of their names. */
const CODES: Readonly<Record<string, Float64Array>> = {
  state: ranksOf(STATES),
  timer: ranksOf(TIMERS),
  type: ranksOf(SOCKET_TYPES),
  associationState: ranksOf(ASSOCIATION_STATES),
};

const PROTOCOL_RANKS = ranksOf(NAMED_PROTOCOLS);
const FAMILY_RANKS: Readonly<Record<number, number>> = { [AF_INET]: 0, [AF_UNIX]: 2 };

function byName(table: Columns, name: string, column: Float64Array): void {
  const ranks = CODES[name];
  for (let row = 0; row < column.length; row++) {
    const number = column[row] as number;
    if (name === 'family') column[row] = FAMILY_RANKS[number] ?? 1;
    else if (name === 'protocol') column[row] = protocolRank(table.family[row] as number, number);
    // NaN stays, and a number that has no name is unknown.
    else column[row] = ranks?.[number] ?? Number.NaN;
  }
}

const RANK_BY_PROTOCOL = new Map(
  NAMED_PROTOCOLS.map((name, i) => [PROTOCOL_NUMBERS[name], PROTOCOL_RANKS[i] as number]),
);

function protocolRank(family: number, protocol: number): number {
  return RANK_BY_PROTOCOL.get(PROTOCOL_NUMBERS[protocolName(family, protocol)]) as number;
}

/** Those of SCTP's lists stand for their first one. */
function addressColumns(table: Columns, { name, on }: NamedField): Float64Array[] {
  const bytes = name.startsWith('local') ? table.localAddress : table.remoteAddress;
  const has = (row: number) => (on === 'sctp' ? isSctp(table, row) : !isUnix(table, row));
  return WORDS.map((at) => filled(table, (row) => (has(row) ? addressWord(table, bytes, row, at) : Number.NaN)));
}

/** Four bytes of sixteen. */
function addressWord({ family }: Columns, bytes: Uint8Array, row: number, at: number): number {
  if (family[row] !== AF_INET) return wordAt(bytes, row * ADDRESS_BYTES + at);
  return at === 12 ? wordAt(bytes, row * ADDRESS_BYTES) : at === 8 ? 0xffff : 0;
}

/** Address and port, then what UNIX sockets have in their place. */
function endColumns(table: Columns, name: 'local' | 'remote'): SortColumns {
  const local = name === 'local';
  const ports = numbersOf(table, local ? 'localPort' : 'remotePort');
  const bytes = local ? table.localAddress : table.remoteAddress;
  const inet = (numberOf: (row: number) => number) => filled(table, (row) => (isUnix(table, row) ? 0 : numberOf(row)));
  const columns = [
    filled(table, (row) => (isUnix(table, row) ? 1 : 0)),
    ...WORDS.map((at) => inet((row) => addressWord(table, bytes, row, at))),
    inet((row) => ports[row] as number),
  ];
  if (!table.unix) return { columns };
  return { columns: [...columns, local ? pathRanks(table) : numbersOf(table, 'peerInode')], ofThisTable: true };
}

function pathRanks(table: Columns): Float64Array {
  return table.unix
    ? bytesRanks(table.unix.path, table.length, (row) => isUnix(table, row))
    : filled(table, () => Number.NaN);
}
