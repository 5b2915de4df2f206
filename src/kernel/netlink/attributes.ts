import { malformedReply, type SockdiagError } from '../../base/errors.ts';
import { ReplyBytes } from './reply-bytes.ts';

/** `struct nlattr` of `include/uapi/linux/netlink.h`: 16 bits of length, these four bytes included, then 16 bits of type. */
export const ATTRIBUTE_HEADER = 4;

/** NLA_TYPE_MASK. The bits above say that attributes are nested in it, and that it is in network order. */
export const ATTRIBUTE_TYPE_MASK = 0x3fff;

const NO_REPLY = new ReplyBytes(new ArrayBuffer(0), 0);

/**
 * Walks a message's attributes, and reads the value of the one it is at. A length that does not fit is an ERR_MALFORMED_REPLY.
 *
 * A decoder makes one for each level of nesting, once, and resets it for every message: making one for every message adds a quarter to
 * the time of decoding. Two walks by the same one must not overlap. They do not, because a decoder calls nothing that decodes again
 * before its walk is over, other work of the process comes only between messages, and each thread has modules of its own. The last
 * reply, a chunk of a dump, stays in memory until the next.
 */
export class Attributes {
  /** Of the attribute, without the flags. */
  type = 0;
  /** Where the value begins in the reply. */
  from = 0;
  /** Of the value, in bytes. */
  length = 0;
  reply = NO_REPLY;
  readonly #operation: string;
  #next = 0;
  #end = 0;

  /** @param operation - names the request in errors */
  constructor(operation: string) {
    this.#operation = operation;
  }

  /** Goes in front of the attributes in `[start, end)`. */
  reset(reply: ReplyBytes, start: number, end: number): void {
    this.reply = reply;
    this.#next = start;
    this.#end = end;
  }

  /** Goes to the next attribute; false when there is none. The last one's padding may be left out, and then less than nothing is left. */
  next(): boolean {
    const at = this.#next;
    const left = this.#end - at;
    if (left < ATTRIBUTE_HEADER) {
      if (left > 0) this.#refuse(ATTRIBUTE_HEADER, left);
      return false;
    }
    const { u16 } = this.reply;
    const length = u16[at >> 1] as number;
    if (length < ATTRIBUTE_HEADER) this.#refuse(ATTRIBUTE_HEADER, length);
    if (length > left) this.#refuse(length, left);
    this.type = (u16[(at >> 1) + 1] as number) & ATTRIBUTE_TYPE_MASK;
    this.from = at + ATTRIBUTE_HEADER;
    this.length = length - ATTRIBUTE_HEADER;
    this.#next = at + ((length + 3) & ~3);
    return true;
  }

  /** Has another one walk the attributes that the value is made of. */
  nested(inner: Attributes): void {
    inner.reset(this.reply, this.from, this.to);
  }

  /** Where the value ends. */
  get to(): number {
    return this.from + this.length;
  }

  u8(): number {
    if (this.length < 1) this.#refuse(1, this.length);
    return this.reply.u8[this.from] as number;
  }

  u16(): number {
    if (this.length < 2) this.#refuse(2, this.length);
    return this.reply.u16[this.from >> 1] as number;
  }

  /** @param offset - in the value, a multiple of 4 */
  u32(offset = 0): number {
    if (this.length < offset + 4) this.#refuse(offset + 4, this.length);
    return this.reply.u32[(this.from + offset) >> 2] as number;
  }

  /** In network order, as be32(). */
  be16(): number {
    if (this.length < 2) this.#refuse(2, this.length);
    const { u8 } = this.reply;
    return ((u8[this.from] as number) << 8) | (u8[this.from + 1] as number);
  }

  be32(offset = 0): number {
    if (this.length < offset + 4) this.#refuse(offset + 4, this.length);
    const { u8 } = this.reply;
    const at = this.from + offset;
    const high = ((u8[at] as number) << 8) | (u8[at + 1] as number);
    return ((high << 16) | ((u8[at + 2] as number) << 8) | (u8[at + 3] as number)) >>> 0;
  }

  copyBytes(target: Uint8Array, count: number, offset = 0): void {
    if (this.length < offset + count) this.#refuse(offset + count, this.length);
    const { u8 } = this.reply;
    const from = this.from + offset;
    for (let i = 0; i < count; i++) target[i] = u8[from + i] as number;
  }

  copyWords(target: Uint32Array, count: number): void {
    if (this.length < 4 * count) this.#refuse(4 * count, this.length);
    const { u32 } = this.reply;
    const first = this.from >> 2;
    for (let i = 0; i < count; i++) target[i] = u32[first + i] as number;
  }

  /** The error for a value with fewer bytes than its type needs. */
  tooShort(wanted: number): SockdiagError {
    return malformedReply(`${this.#operation} attribute ${this.type}`, this.length, wanted);
  }

  #refuse(wanted: number, there: number): never {
    throw malformedReply(`${this.#operation} attribute`, there, wanted);
  }
}

/** The error for an attribute at `at` whose length does not fit, for the few loops that are too hot for Attributes, as a bench shows. */
export function badAttribute(reply: ReplyBytes, at: number, end: number, operation: string): SockdiagError {
  const left = end - at;
  const length = left < ATTRIBUTE_HEADER ? left : (reply.u16[at >> 1] as number);
  return malformedReply(`${operation} attribute`, Math.min(length, left), Math.max(length, ATTRIBUTE_HEADER));
}
