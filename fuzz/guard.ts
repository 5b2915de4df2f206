import { ReplyBytes } from '../src/kernel/netlink/reply-bytes.ts';

/** Bytes before and behind an input, and what its place is a multiple of. */
const AROUND = 64;

/** A copy of the input in the middle of a larger buffer. What depends on the bytes around it has read what is not its own. */
export function guarded(input: Uint8Array, fill: number): Uint8Array {
  const bytes = new Uint8Array((2 * AROUND + input.length + 3) & ~3).fill(fill);
  bytes.set(input, AROUND);
  return bytes.subarray(AROUND, AROUND + input.length);
}

/** A reply of which the input is one message's payload. */
export function aroundPayload(input: Uint8Array): { reply: ReplyBytes; start: number; end: number } {
  const { buffer, byteOffset, length } = input;
  const reply = new ReplyBytes(buffer as ArrayBuffer, buffer.byteLength);
  return { reply, start: byteOffset, end: byteOffset + length };
}

/** A reply that is the input, in a buffer that was lent and has more room. */
export function wholeReply(input: Uint8Array, fill: number): ReplyBytes {
  const bytes = new Uint8Array((input.length + AROUND + 3) & ~3).fill(fill);
  bytes.set(input);
  return new ReplyBytes(bytes.buffer, input.length);
}
