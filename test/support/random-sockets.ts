import { ASKED_FIELDS } from '../../src/sockets/table/asked-fields.ts';
import { ChainBuilder } from '../../src/sockets/table/chain-builder.ts';
import { MEMORY_WORDS } from '../../src/sockets/table/columns.ts';
import type { Field } from '../../src/sockets/table/field.ts';
import { FIELDS } from '../../src/sockets/table/fields.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { ADDRESS_BYTES } from '../../src/sockets/table/sctp.ts';
import { SocketTable } from '../../src/sockets/table/socket-table.ts';
import { WHOLE_TCP_INFO } from '../../src/sockets/table/tcp-info-whole.ts';
import { ALL_BITS } from '../../src/sockets/table/unknown.ts';
import * as uapi from '../../src/uapi/sockets.ts';

/** The same numbers for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  }

  below(bound: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * bound);
  }

  /** Often one of the bounds. */
  upTo(most: number): number {
    return [0, most, this.below(256), this.below(most + 1)][this.below(4)] as number;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.upTo(255));
  }

  one<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

const ALL = Object.entries(FIELDS) as [string, Field][];
const { STATES, TIMERS, SOCKET_TYPES, ASSOCIATION_STATES } = uapi;
const NAMES = { STATES, TIMERS, SOCKET_TYPES, ASSOCIATION_STATES };
/** U+FEFF. */
const MARK = [0xef, 0xbb, 0xbf];
const { unix: _, ...IP_NUMBERS } = uapi.PROTOCOL_NUMBERS;

/** A table in which every column of every field holds anything it can. */
export function randomTable(random: Random, rows: number): SocketTable {
  const flag = () => random.below(2) === 1;
  const table = new SocketTable(rows, newReport(), {
    ...{ unix: true, sctp: true, tcpInfo: flag(), memory: flag() },
    fields: ASKED_FIELDS.filter(() => flag()),
  });
  for (table.length = 0; table.length < rows; table.length++) fillRow(random, table, table.length);
  if (flag()) addOwners(random, table);
  return table;
}

function fillRow(random: Random, table: SocketTable, row: number): void {
  for (const [name, field] of ALL) fillField(random, table, row, name, field);
  const family = random.one([uapi.AF_INET, uapi.AF_INET6, uapi.AF_UNIX]);
  table.family[row] = family;
  table.protocol[row] = family === uapi.AF_UNIX ? 0 : random.one(Object.values(IP_NUMBERS));
  table.unknown[row] = random.below(ALL_BITS + 1);
  if (table.memory)
    for (let i = 0; i < MEMORY_WORDS; i++) table.memory[row * MEMORY_WORDS + i] = random.upTo(2 ** 32 - 1);
  if (!table.sctp || !table.unix) throw new Error('both are asked for');
  const ends = [random.bytes(ADDRESS_BYTES * random.below(4)), random.bytes(ADDRESS_BYTES * random.below(4))] as const;
  table.sctp.localAddresses.set(row, ends[0], 0, ends[0].length);
  table.sctp.remoteAddresses.set(row, ends[1], 0, ends[1].length);
  table.sctp.primary[row] = random.below(4);
  const path = nameBytes(random);
  table.unix.path.set(row, path, 0, path.length);
  // A kernel sends none, or whole words, and a newer one more.
  const words = WHOLE_TCP_INFO / 4;
  const info = tcpInfoBytes(random, 4 * random.one([0, words, words + 2, random.below(words)]));
  table.tcpInfo?.set(row, info, 0, info.length);
}

function fillField(random: Random, table: SocketTable, row: number, name: string, { kind, on }: Field): void {
  const columns = (on === 'unix' || on === 'sctp' ? table[on] : table) as unknown as Record<string, Uint32Array>;
  const column = columns[name];
  if (kind.is === 'u8') column?.fill(random.upTo(0xff), row, row + 1);
  else if (kind.is === 'u16') (column as Uint32Array)[row] = random.upTo(0xffff);
  else if (kind.is === 'u32') column?.fill(random.upTo(2 ** 32 - 1), row, row + 1);
  else if (kind.is === 'boolean') (column as Uint32Array)[row] = random.below(2);
  else if (kind.is === 'code') (column as Uint32Array)[row] = random.below(NAMES[kind.names].length);
  else if (kind.is === 'id64') column?.set([random.upTo(2 ** 32 - 1), random.upTo(2 ** 32 - 1)], 2 * row);
  else if (kind.is === 'text') column?.set(textBytes(random, kind.bytes), row * kind.bytes);
  else if (kind.is === 'address') column?.set(random.bytes(ADDRESS_BYTES), row * ADDRESS_BYTES);
}

/** Printable, one byte at least, with NULs behind it. */
function textBytes(random: Random, most: number): Uint8Array {
  const length = 1 + random.below(most);
  return Uint8Array.from({ length: most }, (_, i) => (i < length ? 0x21 + random.below(0x5e) : 0));
}

/** Some are text, some none, some begin with a byte order mark, which decoders leave out when they are not told otherwise. */
function nameBytes(random: Random): Uint8Array {
  const name = Buffer.from(random.one(['', 'x', '/run/ä€😀', '@', '\u009b2J\n', '\u202e']));
  const parts = Array.from({ length: random.below(3) }, () =>
    random.one<number[]>([MARK, [0], [0x40], [0x2f], [0xff]]),
  );
  return Uint8Array.from([...parts.flat(), ...name]);
}

/** Numbers of 64 bits are often at a bound of what JSON can say of them. */
function tcpInfoBytes(random: Random, length: number): Uint8Array {
  const bytes = random.bytes(length);
  const view = new DataView(bytes.buffer);
  for (let at = 104; at + 8 <= length; at += 8) {
    const large = random.one([
      2n ** 64n - 1n,
      2n ** 64n - 2n,
      2n ** 64n - 1500n,
      2n ** 53n,
      2n ** 53n + 1n,
      2n ** 53n - 1n,
      0n,
    ]);
    if (random.below(2)) view.setBigUint64(at, large, true);
  }
  if (length > 152 && random.below(2)) view.setUint32(148, 0xffffffff, true);
  return bytes;
}

function addOwners(random: Random, table: SocketTable): void {
  const chains = new ChainBuilder();
  table.firstOwner = Uint32Array.from({ length: table.length }, (_, row) => {
    chains.begin(table.inode[row] as number);
    for (let left = random.below(4); left > 0; left--) chains.add(random.below(8), random.upTo(2 ** 32 - 1));
    return chains.end();
  });
  const processes = [1, 2, 3, 4, 5, 6].map(
    (pid) => [pid, { pid, argv0: nameBytes(random), comm: nameBytes(random) }] as const,
  );
  table.owners = chains.build(new Map(processes));
}
