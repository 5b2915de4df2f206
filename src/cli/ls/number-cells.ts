import type { SocketTable } from '../../index.ts';
import { MEMORY_WORDS } from '../../sockets/table/columns.ts';
import type { NamedField } from '../../sockets/table/named-fields.ts';
import type { NumberField } from '../../sockets/table/number-fields.ts';
import { numbers } from '../../sockets/table/numbers.ts';
import { word64 } from '../../sockets/table/readers.ts';
import { UNKNOWN } from '../../sockets/table/unknown.ts';
import { STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { RED } from '../output/styles.ts';
import { type Cell, NOTHING } from './cell.ts';
import { unitText } from './unit-text.ts';

const LISTEN = STATE_NUMBERS.LISTEN;
const DROPS = MEMORY_WORDS - 1;

/** A quantity, in units for people where it is of tcp_info or of memory. */
export function numberCell(field: NamedField): Cell {
  const { name } = field;
  const text = unitText(field);
  return (table, out) => {
    const values = numbers(table, name as NumberField, new Float64Array(table.length));
    return {
      write: (row) => {
        const value = values[row] as number;
        if (Number.isNaN(value)) out.text(NOTHING);
        else if (value === Number.POSITIVE_INFINITY) out.text('unlimited');
        else if (text) out.text(text(value));
        else out.number(value);
      },
    };
  };
}

export function booleanCell(name: string): Cell {
  return (table, out) => {
    const values = numbers(table, name as NumberField, new Float64Array(table.length));
    return { write: (row) => writeBoolean(out, values[row] as number) };
  };
}

function writeBoolean(out: LineWriter, value: number): void {
  out.text(Number.isNaN(value) ? NOTHING : value === 0 ? 'no' : 'yes');
}

/** Bytes to be read; of what listens the connections to be accepted, with the limit of them and the packets that were dropped. */
export const queueCell: Cell = (table, out) => ({
  write: (row) => {
    const { unknown, recvQ, backlog, memory } = table;
    if (((unknown[row] as number) & UNKNOWN.recvQ) !== 0) out.text(NOTHING);
    else out.number(recvQ[row] as number);
    if (!hasLimit(table, row)) return;
    out.text('/');
    out.number(backlog[row] as number);
    if (!memory || ((unknown[row] as number) & UNKNOWN.memory) !== 0) return;
    const drops = memory[row * MEMORY_WORDS + DROPS] as number;
    if (drops === 0) return;
    out.text(',drops=');
    out.number(drops);
  },
  style: (row) => (isFull(table, row) ? RED : 0),
});

function hasLimit({ state, unknown }: SocketTable, row: number): boolean {
  return state[row] === LISTEN && ((unknown[row] as number) & (UNKNOWN.recvQ | UNKNOWN.backlog)) === 0;
}

function isFull(table: SocketTable, row: number): boolean {
  return hasLimit(table, row) && (table.recvQ[row] as number) > (table.backlog[row] as number);
}

export const queueFullCell: Cell = (table, out) => ({
  write: (row) => out.text(!hasLimit(table, row) ? NOTHING : isFull(table, row) ? 'yes' : 'no'),
  style: (row) => (isFull(table, row) ? RED : 0),
});

/** A number of 64 bits that names something. */
export const id64Cell =
  (name: 'cookie' | 'cgroup'): Cell =>
  (table, out) => ({
    write: (row) => {
      const words = table[name];
      const isKnown = words && ((table.unknown[row] as number) & UNKNOWN[name]) === 0;
      out.text(isKnown ? String(word64(words, row)) : NOTHING);
    },
  });
