import { AF_INET } from '../uapi/sockets.ts';

const ZERO = 0x30;
const LOWER_A = 0x61;
const DOT = 0x2e;
const COLON = 0x3a;

/** Bytes of an IPv6 address, and of the IPv4 address that may stand at its end. */
const WHOLE = 16;
const EMBEDDED = 4;

/**
 * Reads the text of an address, as formatAddress() writes it or longer, without brackets or scope: what inet_pton reads, but in lower case.
 * @param out - then holds the address in network order from `offset`: 4 bytes for AF_INET, else 16
 * @returns whether it is one; if not, `out` holds something
 */
export function parseAddress(family: number, text: string, out: Uint8Array, offset: number): boolean {
  return family === AF_INET ? parseIPv4(text, 0, out, offset) : parseIPv6(text, out, offset);
}

function parseIPv4(text: string, from: number, out: Uint8Array, offset: number): boolean {
  let at = from;
  for (let i = 0; i < EMBEDDED; i++) {
    if (i > 0 && text.charCodeAt(at++) !== DOT) return false;
    const first = at;
    let value = 0;
    for (let digit = decimal(text, at); digit >= 0 && at < first + 3; digit = decimal(text, ++at)) {
      value = value * 10 + digit;
    }
    const padded = at > first + 1 && text.charCodeAt(first) === ZERO;
    if (at === first || value > 255 || padded) return false;
    out[offset + i] = value;
  }
  return at === text.length;
}

function parseIPv6(text: string, out: Uint8Array, offset: number): boolean {
  let at = 0;
  let length = 0;
  /** Where the zeros of `::` are to be put in. */
  let gap = -1;
  while (at < text.length) {
    const colon = text.charCodeAt(at) === COLON;
    if (colon && text.charCodeAt(at + 1) === COLON && gap < 0) {
      gap = length;
      at += 2;
      if (at === text.length) break;
    } else if (length > 0) {
      if (!colon) return false;
      at++;
    }
    const end = hexEnd(text, at);
    if (text.charCodeAt(end) === DOT) {
      if (length > WHOLE - EMBEDDED || !parseIPv4(text, at, out, offset + length)) return false;
      length += EMBEDDED;
      break;
    }
    if (end === at || length === WHOLE) return false;
    const group = Number.parseInt(text.slice(at, end), 16);
    out[offset + length++] = group >> 8;
    out[offset + length++] = group;
    at = end;
  }
  return gap < 0 ? length === WHOLE : spread(out, offset, gap, length);
}

/** Moves what is behind `::` to the end. */
function spread(out: Uint8Array, offset: number, gap: number, length: number): boolean {
  const zeros = WHOLE - length;
  if (zeros <= 0) return false;
  out.copyWithin(offset + gap + zeros, offset + gap, offset + length);
  out.fill(0, offset + gap, offset + gap + zeros);
  return true;
}

/** The end of at most four hexadecimal digits. */
function hexEnd(text: string, from: number): number {
  let at = from;
  while (at < from + 4 && isHex(text.charCodeAt(at))) at++;
  return at;
}

const isHex = (code: number) => (code >= ZERO && code <= ZERO + 9) || (code >= LOWER_A && code < LOWER_A + 6);

function decimal(text: string, at: number): number {
  const digit = text.charCodeAt(at) - ZERO;
  return digit >= 0 && digit <= 9 ? digit : -1;
}
