import type { BytesColumn } from '../../../sockets/table/bytes-column.ts';
import { MEMORY_WORDS } from '../../../sockets/table/columns.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { LITTLE_ENDIAN, type StructField } from '../../../sockets/table/struct-fields.ts';
import { UNKNOWN } from '../../../sockets/table/unknown.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { Frame } from '../notation.ts';
import { MAX_DIGITS_64, putDecimal64 } from '../put-decimal.ts';
import type { DataCell } from './cell.ts';

const NO_VIEW = new DataView(new ArrayBuffer(0));

/** One field of `struct tcp_info`, or of `struct mptcp_info`. A kernel that does not send it has no such field. */
export class StructCell implements DataCell {
  readonly #group: 'tcpInfo' | 'mptcpInfo';
  readonly #frame: Frame;
  readonly #spec: StructField;
  readonly #noneLow: number | undefined;
  readonly #noneHigh: number;
  #column: BytesColumn | undefined;
  #view: DataView = NO_VIEW;

  constructor(group: 'tcpInfo' | 'mptcpInfo', frame: Frame, spec: StructField) {
    this.#group = group;
    this.#frame = frame;
    this.#spec = spec;
    const none = spec.none === undefined ? undefined : BigInt(spec.none);
    this.#noneLow = none === undefined ? undefined : Number(BigInt.asUintN(32, none));
    this.#noneHigh = Number((none ?? 0n) >> 32n);
  }

  bind(table: SocketTable): void {
    const column = table[this.#group];
    this.#column = column;
    if (column) this.#view = new DataView(column.bytes.buffer, column.bytes.byteOffset, column.bytes.length);
  }

  write(out: LineWriter, row: number): void {
    const { at, bits } = this.#spec;
    const start = this.#column?.start(row) ?? 0;
    const end = this.#column?.ends[row] ?? 0;
    if (start + at + bits / 8 > end) out.copy(this.#frame.absent);
    else if (bits === 64) this.#words(out, start + at);
    else this.#value(out, this.#number(start + at), 0);
  }

  #words(out: LineWriter, at: number): void {
    const [low, high] = LITTLE_ENDIAN ? [at, at + 4] : [at + 4, at];
    this.#value(out, this.#view.getUint32(low, LITTLE_ENDIAN), this.#view.getUint32(high, LITTLE_ENDIAN));
  }

  #number(at: number): number {
    const { bits } = this.#spec;
    if (bits === 8) return this.#view.getUint8(at);
    return bits === 16 ? this.#view.getUint16(at, LITTLE_ENDIAN) : this.#view.getUint32(at, LITTLE_ENDIAN);
  }

  #value(out: LineWriter, low: number, high: number): void {
    if (low === this.#noneLow && high === this.#noneHigh) {
      out.copy(this.#frame.none);
      return;
    }
    out.copy(this.#frame.before);
    out.reserve(MAX_DIGITS_64);
    out.length = putDecimal64(out.bytes, out.length, low, high);
  }
}

/** One word of the sizes of a socket's buffers. */
export class MemoryCell implements DataCell {
  readonly #frame: Frame;
  readonly #at: number;
  #memory: Uint32Array | undefined;
  #unknown: Uint32Array = new Uint32Array(0);

  constructor(frame: Frame, at: number) {
    this.#frame = frame;
    this.#at = at;
  }

  bind({ memory, unknown }: SocketTable): void {
    this.#memory = memory;
    this.#unknown = unknown;
  }

  write(out: LineWriter, row: number): void {
    if (!this.#memory || ((this.#unknown[row] as number) & UNKNOWN.memory) !== 0) {
      out.copy(this.#frame.absent);
      return;
    }
    out.copy(this.#frame.before);
    out.number(this.#memory[row * MEMORY_WORDS + this.#at] as number);
  }
}

const OPEN = 0x7b;
const CLOSE = Buffer.from('}');

/** An object of several fields, where the row has it. */
export class ObjectCell implements DataCell {
  readonly #frame: Frame;
  readonly #members: readonly DataCell[];
  readonly #has: (table: SocketTable, row: number) => boolean;
  #table: SocketTable | undefined;

  constructor(frame: Frame, members: readonly DataCell[], has: (table: SocketTable, row: number) => boolean) {
    this.#frame = frame;
    this.#members = members;
    this.#has = has;
  }

  bind(table: SocketTable): void {
    this.#table = table;
    for (const member of this.#members) member.bind(table);
  }

  forget(): void {
    for (const member of this.#members) member.forget?.();
  }

  write(out: LineWriter, row: number): void {
    if (!this.#has(this.#table as SocketTable, row)) {
      out.copy(this.#frame.absent);
      return;
    }
    out.copy(this.#frame.before);
    const start = out.length;
    for (const member of this.#members) member.write(out, row);
    // The comma of the first member.
    if (out.length === start) out.space();
    out.bytes[start] = OPEN;
    out.copy(CLOSE);
  }
}

export function hasTcpInfo({ tcpInfo }: SocketTable, row: number): boolean {
  return tcpInfo !== undefined && (tcpInfo.ends[row] as number) > tcpInfo.start(row);
}

export function hasMemory({ memory, unknown }: SocketTable, row: number): boolean {
  return memory !== undefined && ((unknown[row] as number) & UNKNOWN.memory) === 0;
}
