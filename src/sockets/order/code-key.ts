import {
  AF_UNIX,
  ASSOCIATION_STATES,
  NAMED_PROTOCOLS,
  protocolName,
  SOCKET_TYPES,
  STATES,
  TIMERS,
} from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { FIELDS } from '../table/fields.ts';
import { numbers } from '../table/numbers.ts';
import { familyOf, type Shutdown } from '../table/readers.ts';
import type { GroupKey } from './group-key.ts';
import { ascending, numberKey } from './number-key.ts';

const NAMES = { STATES, TIMERS, SOCKET_TYPES, ASSOCIATION_STATES };

type CodeField = 'state' | 'timer' | 'type' | 'associationState';

/** A field whose numbers have names: one group a name, whichever number had it. */
export function codeKey(field: CodeField): GroupKey {
  const { names: list, otherwise } = FIELDS[field].kind;
  const names: readonly string[] = NAMES[list];
  const nameless = otherwise === 'null' ? Number.NaN : 0;
  const fill = (table: Columns, out: Float64Array) => {
    const column = numbers(table, field, out);
    for (let row = 0; row < column.length; row++) {
      const number = column[row] as number;
      if (number >= names.length) column[row] = nameless;
    }
  };
  return { name: field, fill, value: (number) => names[number] ?? null, compare: ascending };
}

/** In the order of NAMED_PROTOCOLS. */
export function protocolKey(): GroupKey {
  // A place in NAMED_PROTOCOLS by the kernel's number; what has no name there is `raw`.
  const places: number[] = [];
  const placeOf = (family: number, protocol: number) => NAMED_PROTOCOLS.indexOf(protocolName(family, protocol));
  const fill = ({ length, family, protocol }: Columns, out: Float64Array) => {
    for (let row = 0; row < length; row++) {
      const number = family[row] === AF_UNIX ? 0 : (protocol[row] as number);
      places[number] ??= placeOf(family[row] as number, number);
      out[row] = places[number] as number;
    }
  };
  return { name: 'protocol', fill, value: (place) => NAMED_PROTOCOLS[place] ?? null, compare: ascending };
}

const FAMILIES = ['inet', 'inet6', 'unix'] as const;

export function familyKey(): GroupKey {
  const fill = (table: Columns, out: Float64Array) => {
    for (let row = 0; row < table.length; row++) out[row] = FAMILIES.indexOf(familyOf(table, row));
  };
  return { name: 'family', fill, value: (place) => FAMILIES[place] ?? null, compare: ascending };
}

const RECEIVE = 1;
const SEND = 2;

export function shutdownKey(): GroupKey {
  const value = (bits: number): Shutdown => ({ receive: (bits & RECEIVE) !== 0, send: (bits & SEND) !== 0 });
  const key = numberKey('shutdown', 'shutdown', value);
  const fill = (table: Columns, out: Float64Array) => {
    key.fill(table, out);
    // NaN stays.
    for (let row = 0; row < table.length; row++) if ((out[row] as number) >= 0) out[row] = (out[row] as number) % 4;
  };
  return { ...key, fill };
}
