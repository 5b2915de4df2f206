import { ASSOCIATION_STATES, FAMILY_NUMBERS, PROTOCOL_NUMBERS, SOCKET_TYPES, TIMERS } from '../../uapi/sockets.ts';

type Numbers = Readonly<Record<string, number>>;

/** The names of fields whose values are numbers of the kernel, but for states, of which a word may name several. */
const CODES: Readonly<Record<string, Numbers>> = {
  protocol: PROTOCOL_NUMBERS,
  family: { ...FAMILY_NUMBERS, ipv4: FAMILY_NUMBERS.inet, ipv6: FAMILY_NUMBERS.inet6 },
  timer: numbered(TIMERS),
  type: numbered(SOCKET_TYPES),
  associationState: numbered(ASSOCIATION_STATES),
  // The bits of its column.
  shutdown: { none: 0, receive: 1, send: 2, both: 3 },
};

/** The words of a field, with their numbers. */
export function codesOf(field: string): Numbers {
  return CODES[field] ?? {};
}

/** The word for a number of a field; undefined where it has none. */
export function codeWord(field: string, number: number): string | undefined {
  return Object.entries(codesOf(field))
    .find(([, code]) => code === number)?.[0]
    .toLowerCase();
}

function numbered(names: readonly string[]): Numbers {
  return Object.fromEntries(names.map((name, number) => [name, number]));
}
