const ZERO = 0x30;
const LOWER_A = 0x61;
const DOT = 0x2e;
const COLON = 0x3a;

/**
 * Reads the text of an address as the kernel prints it, `%pI4` or `%pI6`: four decimal numbers, or eight groups of four
 * hexadecimal digits, nothing shortened.
 * @returns where it ends, or 0 when it is not one. `out` then holds 16 bytes from `to`, IPv4 as `::ffff:a.b.c.d`.
 */
import { ADDRESS_BYTES, mapIPv4 } from '../table/sctp.ts';
export function readAddress(bytes: Uint8Array, from: number, end: number, out: Uint8Array, to: number): number {
  return bytes[from + 4] === COLON ? readIPv6(bytes, from, end, out, to) : readIPv4(bytes, from, end, out, to);
}

function readIPv6(bytes: Uint8Array, from: number, end: number, out: Uint8Array, to: number): number {
  let at = from;
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    if (i > 0 && i % 2 === 0 && bytes[at++] !== COLON) return 0;
    const [high, low] = [hexDigit(bytes[at++]), hexDigit(bytes[at++])];
    if (high < 0 || low < 0) return 0;
    out[to + i] = (high << 4) | low;
  }
  return at <= end ? at : 0;
}

const quad = new Uint8Array(4);

function readIPv4(bytes: Uint8Array, from: number, end: number, out: Uint8Array, to: number): number {
  let at = from;
  for (let i = 0; i < 4; i++) {
    if (i > 0 && bytes[at++] !== DOT) return 0;
    const start = at;
    let value = 0;
    for (; at < end && isDecimal(bytes[at]); at++) value = value * 10 + ((bytes[at] as number) - ZERO);
    if (at === start || value > 255) return 0;
    quad[i] = value;
  }
  mapIPv4(quad, 0, out, to);
  return at;
}

function isDecimal(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

function hexDigit(byte: number | undefined): number {
  if (isDecimal(byte)) return (byte as number) - ZERO;
  return byte !== undefined && byte >= LOWER_A && byte < LOWER_A + 6 ? byte - LOWER_A + 10 : -1;
}
