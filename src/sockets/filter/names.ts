import { ASSOCIATION_STATES, protocolName, SOCKET_TYPES, STATES, TIMERS } from '../../uapi/sockets.ts';

/** Which directions are shut down, by the bits of the column. */
const SHUTDOWN_WORDS = ['none', 'receive', 'send', 'both'];

/** The names of the kernel's numbers in each field that has such, as plain data has them; null where a row would say null. */
const NAMES: Readonly<Record<string, (code: number) => string | null>> = {
  state: (code) => STATES[code] ?? 'UNKNOWN',
  timer: (code) => TIMERS[code] ?? null,
  type: (code) => SOCKET_TYPES[code] ?? 'unknown',
  associationState: (code) => ASSOCIATION_STATES[code] ?? null,
  shutdown: (code) => SHUTDOWN_WORDS[code & 3] as string,
  // UNIX sockets have a number of their own.
  protocol: (code) => protocolName(0, code),
  family: (code) => (code === 1 ? 'unix' : code === 10 ? 'inet6' : 'inet'),
};

/** The name of a number in a field; undefined for a field that has no names. */
export function nameOfCode(field: string, code: number): string | null | undefined {
  return NAMES[field]?.(code);
}
