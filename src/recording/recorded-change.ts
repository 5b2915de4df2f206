import { FAMILY_NUMBERS, PROTOCOLS, SOCKET_TYPES, STATES } from '../uapi/sockets.ts';
import { CHANGE_TYPES } from '../watch/changes/change.ts';
import type { ShownChange } from './shown-change.ts';

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const number: Check = (value) => typeof value === 'number';
const text: Check = (value) => typeof value === 'string';
const digits: Check = (value) => typeof value === 'string' && /^\d{1,20}$/.test(value);
const address: Check = (value) => typeof value === 'string' && /^[\da-f:.]*$/.test(value);
const time: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
/** A number, which version 1 had as text. */
const amount: Check = (value) => number(value) || digits(value);
const nothing: Check = (value) => value === null;
const oneOf =
  (words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string);
const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const optional = (check: Check): Check => either((value) => value === undefined, check);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shaped =
  (shape: Shape): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(shape).every(([name, check]) => check((value as Record<string, unknown>)[name]));

const OWNERS = listOf(shaped({ pid: number, name: text }));

const SOCKET = shaped({
  protocol: oneOf(PROTOCOLS),
  family: oneOf(Object.keys(FAMILY_NUMBERS)),
  state: oneOf(STATES),
  inode: number,
  uid: either(number, nothing),
  localAddress: optional(address),
  localPort: optional(number),
  remoteAddress: optional(address),
  remotePort: optional(number),
  type: optional(either(oneOf(SOCKET_TYPES), nothing)),
  path: optional(either(text, nothing)),
  owners: optional(OWNERS),
  tcpInfo: optional(
    shaped({
      bytesSent: optional(amount),
      bytesRetrans: optional(amount),
      bytesAcked: optional(amount),
      bytesReceived: optional(amount),
      rtt: optional(number),
      totalRetrans: optional(number),
    }),
  ),
});

const CHANGE = shaped({ type: oneOf(CHANGE_TYPES), time, monotonic: number });

const SOCKET_CHANGE = shaped({
  socket: SOCKET,
  previousState: optional(oneOf(STATES)),
  previousOwners: optional(OWNERS),
  age: optional(shaped({ atLeast: number, atMost: either(number, nothing) })),
  unseen: optional((value) => value === true),
});

const NOTICES: Readonly<Record<string, Check>> = {
  gap: shaped({ lost: either(number, nothing) }),
  late: shaped({ took: number, interval: number }),
};

/** Whether data from a record is a change: all that is read of one has its type, and no text that is shown is free but names. */
export function isRecordedChange(data: unknown): data is ShownChange {
  return CHANGE(data) && (NOTICES[(data as ShownChange).type] ?? SOCKET_CHANGE)(data);
}
