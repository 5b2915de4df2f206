import { attribute, be16, concat, message } from './nlmsg.ts';

/** Messages of ctnetlink byte by byte. */

/** `enum ctattr_type` and what nests in it, `include/uapi/linux/netfilter/nfnetlink_conntrack.h`. */
export const CTA = {
  TUPLE_ORIG: 1,
  TUPLE_REPLY: 2,
  STATUS: 3,
  PROTOINFO: 4,
  TIMEOUT: 7,
  MARK: 8,
  COUNTERS_ORIG: 9,
  COUNTERS_REPLY: 10,
  USE: 11,
  ID: 12,
  SEQ_ADJ_ORIG: 15,
  SEQ_ADJ_REPLY: 16,
  ZONE: 18,
} as const;

const NESTED = 0x8000;
const NEW = 0x100;

export function be32(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setUint32(4 * i, value >>> 0);
  });
  return new Uint8Array(view.buffer);
}

export function be64(value: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value);
  return new Uint8Array(view.buffer);
}

export function nested(type: number, ...attributes: Uint8Array[]): Uint8Array {
  return attribute(type | NESTED, concat(...attributes));
}

export interface Tuple {
  source: number[];
  destination: number[];
  protocol?: number;
  /** Attributes of CTA_TUPLE_PROTO behind the protocol's number. */
  rest?: Uint8Array[];
}

/** CTA_PROTO_SRC_PORT and CTA_PROTO_DST_PORT. */
export function ports(source: number, destination: number): Uint8Array[] {
  return [attribute(2, be16(source)), attribute(3, be16(destination))];
}

/** @param more - attributes beside the addresses and the protocol */
export function tuple(
  type: number,
  { source, destination, protocol = 6, rest = [] }: Tuple,
  ...more: Uint8Array[]
): Uint8Array {
  const first = source.length === 16 ? 3 : 1;
  const addresses = [attribute(first, Uint8Array.from(source)), attribute(first + 1, Uint8Array.from(destination))];
  return nested(type, nested(1, ...addresses), nested(2, attribute(1, Uint8Array.of(protocol)), ...rest), ...more);
}

/** A message that shows one connection. */
export function connection(family: number, ...attributes: Uint8Array[]): Uint8Array {
  return message(NEW, concat(Uint8Array.of(family, 0, 0, 0), ...attributes));
}
