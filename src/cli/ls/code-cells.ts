import type { NumberField } from '../../sockets/table/number-fields.ts';
import { numbers } from '../../sockets/table/numbers.ts';
import { protocolOf } from '../../sockets/table/readers.ts';
import { UNKNOWN } from '../../sockets/table/unknown.ts';
import { AF_INET, AF_INET6, AF_UNIX, ASSOCIATION_STATES, SOCKET_TYPES, STATES, TIMERS } from '../../uapi/sockets.ts';
import { stateStyle } from '../output/state-style.ts';
import { type Cell, NOTHING } from './cell.ts';

/** As netstat has it: the IP version is part of the name. */
export const protocolCell: Cell = (table, out) => ({
  write: (row) => {
    out.text(protocolOf(table, row));
    if (table.family[row] === AF_INET6) out.text('6');
  },
});

const STYLE_BY_NUMBER = STATES.map(stateStyle);

export const stateCell: Cell = ({ state }, out) => ({
  write: (row) => out.text(STATES[state[row] as number] ?? 'UNKNOWN'),
  style: (row) => STYLE_BY_NUMBER[state[row] as number] ?? 0,
});

const FAMILIES: readonly string[] = Object.assign([], { [AF_INET]: 'inet', [AF_INET6]: 'inet6', [AF_UNIX]: 'unix' });

const NAMES: Readonly<Record<string, readonly string[]>> = {
  family: FAMILIES,
  timer: TIMERS,
  type: SOCKET_TYPES,
  associationState: ASSOCIATION_STATES,
};

/** The name of a number that has one. */
export function codeCell(name: string): Cell {
  return (table, out) => {
    const values = numbers(table, name as NumberField, new Float64Array(table.length));
    return { write: (row) => out.text(NAMES[name]?.[values[row] as number] ?? NOTHING) };
  };
}

const DIRECTIONS = ['none', 'receive', 'send', 'both'];

export const shutdownCell: Cell = ({ unknown, shutdown }, out) => ({
  write: (row) => {
    const isKnown = ((unknown[row] as number) & UNKNOWN.shutdown) === 0;
    out.text((isKnown && DIRECTIONS[shutdown[row] as number]) || NOTHING);
  },
});
