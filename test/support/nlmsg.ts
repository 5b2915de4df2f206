import { endianness } from 'node:os';
import { ReplyBytes } from '../../src/kernel/netlink/reply-bytes.ts';

/** Netlink messages byte by byte, so that a test can make what no kernel would send. Types and flags are the caller's numbers. */

const LITTLE = endianness() === 'LE';

export function u16(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  values.forEach((value, i) => {
    view.setUint16(2 * i, value, LITTLE);
  });
  return new Uint8Array(view.buffer);
}

export function u32(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setUint32(4 * i, value >>> 0, LITTLE);
  });
  return new Uint8Array(view.buffer);
}

/** Ports are in network order. */
export function be16(...values: number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function padded(bytes: Uint8Array): Uint8Array {
  return concat(bytes, new Uint8Array(-bytes.length & 3));
}

/** An attribute, its padding included; `length` lies about its length. */
export function attribute(type: number, payload: Uint8Array, length = 4 + payload.length): Uint8Array {
  return padded(concat(u16(length, type), payload));
}

export interface Header {
  flags?: number;
  /** Lies about the length. */
  length?: number;
  /** Of the request it answers. */
  sequence?: number;
}

/** A message with its header and padding. */
export function message(type: number, payload: Uint8Array, header: Header = {}): Uint8Array {
  const { flags = 2, length = 16 + payload.length, sequence = 7 } = header;
  return padded(concat(u32(length), u16(type, flags), u32(sequence, 4711), payload));
}

export function reply(...messages: Uint8Array[]): ReplyBytes {
  return ReplyBytes.from(concat(...messages));
}

/** Fields of `struct inet_diag_msg`; what is not given is 0. */
export interface InetFields {
  family?: number;
  state?: number;
  timer?: number;
  retrans?: number;
  ports?: [number, number];
  local?: number[];
  remote?: number[];
  interface?: number;
  cookie?: [number, number];
  expires?: number;
  rqueue?: number;
  wqueue?: number;
  uid?: number;
  inode?: number;
}

const address = (bytes: number[] = []) => Uint8Array.from({ length: 16 }, (_, i) => bytes[i] ?? 0);

/** The payload of a message of sock_diag for an inet socket. */
export function inetDiag(fields: InetFields, ...attributes: Uint8Array[]): Uint8Array {
  const { family = 2, state = 1, timer = 0, retrans = 0, ports = [0, 0], cookie = [0, 0] } = fields;
  const { expires = 0, rqueue = 0, wqueue = 0, uid = 0, inode = 0 } = fields;
  return concat(
    Uint8Array.of(family, state, timer, retrans),
    be16(...ports),
    address(fields.local),
    address(fields.remote),
    u32(fields.interface ?? 0, ...cookie, expires, rqueue, wqueue, uid, inode),
    ...attributes,
  );
}

/** The payload of a message of sock_diag for a UNIX socket: `struct unix_diag_msg` and attributes. */
export function unixDiag(
  fields: { type?: number; state?: number; inode?: number; cookie?: [number, number] },
  ...attributes: Uint8Array[]
): Uint8Array {
  const { type = 1, state = 1, inode = 0, cookie = [0, 0] } = fields;
  return concat(Uint8Array.of(1, type, state, 0), u32(inode, ...cookie), ...attributes);
}
