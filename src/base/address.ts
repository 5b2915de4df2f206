import { AF_INET } from '../uapi/sockets.ts';

/** The longest text writeAddress() makes: `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`. */
export const MAX_ADDRESS_TEXT = 45;

const ZERO = 0x30;
const HEX_LETTER = 0x61 - 10;
const DOT = 0x2e;
const COLON = 0x3a;

// Room for one text, used again for each.
const TEXT = Buffer.alloc(MAX_ADDRESS_TEXT);

/** The text of an address as inet_ntop writes it. `bytes` holds it in network order from `offset`. */
export function formatAddress(family: number, bytes: Uint8Array, offset: number): string {
  return TEXT.toString('latin1', 0, writeAddress(TEXT, 0, family, bytes, offset));
}

/**
 * Writes an address as inet_ntop writes it, without making a string.
 * @param bytes - holds the address in network order: 4 bytes for AF_INET, 16 for AF_INET6, from `offset`
 * @returns where the text in `out` ends
 */
export function writeAddress(out: Uint8Array, at: number, family: number, bytes: Uint8Array, offset: number): number {
  return family === AF_INET ? writeIPv4(out, at, bytes, offset) : writeIPv6(out, at, bytes, offset);
}

/** Of each octet its digits, the first in the lowest byte, and their number in the highest. */
const OCTETS = Uint32Array.from({ length: 256 }, (_, octet) => {
  const text = `${octet}`;
  return [...text].reduce((word, digit, i) => word | (digit.charCodeAt(0) << (8 * i)), text.length << 24);
});

const TWO_DIGITS = 2 << 24;
const THREE_DIGITS = 3 << 24;

function writeIPv4(out: Uint8Array, at: number, bytes: Uint8Array, offset: number): number {
  let end = at;
  for (let i = 0; i < 4; i++) {
    const octet = OCTETS[bytes[offset + i] as number] as number;
    if (i > 0) out[end++] = DOT;
    out[end++] = octet;
    if (octet >= TWO_DIGITS) out[end++] = octet >> 8;
    if (octet >= THREE_DIGITS) out[end++] = octet >> 16;
  }
  return end;
}

function writeIPv6(out: Uint8Array, at: number, bytes: Uint8Array, offset: number): number {
  const [runStart, runLength] = longestZeroRun(bytes, offset);
  const embedded = embeddedIPv4(bytes, offset, runStart, runLength);
  let end = at;
  for (let i = 0; i < (embedded ? 6 : 8); i++) {
    if (runLength > 0 && i === runStart) {
      out[end++] = COLON;
      i += runLength - 1;
      if (i === 7) out[end++] = COLON;
      continue;
    }
    if (i > 0) out[end++] = COLON;
    end = writeHex(out, end, group(bytes, offset, i));
  }
  if (!embedded) return end;
  out[end++] = COLON;
  return writeIPv4(out, end, bytes, offset + 12);
}

function writeHex(out: Uint8Array, at: number, value: number): number {
  let end = at;
  let shift = value > 0xfff ? 12 : value > 0xff ? 8 : value > 0xf ? 4 : 0;
  for (; shift >= 0; shift -= 4) {
    const digit = (value >> shift) & 0xf;
    out[end++] = digit < 10 ? ZERO + digit : HEX_LETTER + digit;
  }
  return end;
}

function group(bytes: Uint8Array, offset: number, index: number): number {
  return ((bytes[offset + 2 * index] as number) << 8) | (bytes[offset + 2 * index + 1] as number);
}

/** The first of the longest runs of at least two zero groups: [start, length], [0, 0] when there is none. */
function longestZeroRun(bytes: Uint8Array, offset: number): [number, number] {
  let bestStart = 0;
  let bestLength = 0;
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && group(bytes, offset, end) === 0) end++;
    if (end - start > Math.max(bestLength, 1)) {
      bestStart = start;
      bestLength = end - start;
    }
    if (end > start) start = end;
  }
  return [bestStart, bestLength];
}

// inet_ntop's rule: ::a.b.c.d, and ::ffff:a.b.c.d for an IPv4-mapped address.
function embeddedIPv4(bytes: Uint8Array, offset: number, runStart: number, runLength: number): boolean {
  return runStart === 0 && (runLength === 6 || (runLength === 5 && group(bytes, offset, 5) === 0xffff));
}
