import { parseAddress } from '../../base/parse-address.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import type { Prefix } from './expression.ts';

const IPV4_BITS = 32;
const IPV6_BITS = 128;

/** Longer than any address with its prefix. */
const MOST_CHARACTERS = 100;

/**
 * Reads an address, or a prefix: `10.0.0.0/8`, `2001:db8::/32`, `10/8` for what is left out at the end of an IPv4 address, `10.0.0.0/255.0.0.0`.
 * Undefined where it is none. Bits behind the prefix are 0, whatever stands there.
 */
export function parsePrefix(text: string): Prefix | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const slash = text.indexOf('/');
  const start = slash < 0 ? text : text.slice(0, slash);
  const family = start.includes(':') ? 'inet6' : 'inet';
  const address = family === 'inet6' ? ipv6(start) : ipv4(start);
  if (address === undefined) return undefined;
  const most = family === 'inet6' ? IPV6_BITS : IPV4_BITS;
  const length = slash < 0 ? most : prefixLength(text.slice(slash + 1), family);
  if (length === undefined || length > most) return undefined;
  clearBehind(address, length);
  return { family, address, length };
}

/** Whether a prefix is one address alone. */
export function isHost({ family, length }: Prefix): boolean {
  return length === (family === 'inet' ? IPV4_BITS : IPV6_BITS);
}

function ipv6(text: string): Uint8Array | undefined {
  const address = new Uint8Array(16);
  return parseAddress(AF_INET6, text.toLowerCase(), address, 0) ? address : undefined;
}

/** As ss reads it: one to four numbers in any of C's bases, and zeros for those that are missing. */
function ipv4(text: string): Uint8Array | undefined {
  const address = new Uint8Array(4);
  if (parseAddress(AF_INET, text, address, 0)) return address;
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  address.fill(0);
  for (const [at, part] of parts.entries()) {
    const octet = cInteger(part);
    if (octet === undefined || octet > 0xff) return undefined;
    address[at] = octet;
  }
  return address;
}

/** A whole number as C reads it: hexadecimal behind `0x`, octal behind `0`. */
export function cInteger(text: string): number | undefined {
  if (/^0x[0-9a-f]{1,13}$/i.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]{0,17}$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

function prefixLength(text: string, family: Prefix['family']): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  if (family === 'inet6') return undefined;
  const mask = new Uint8Array(4);
  if (!parseAddress(AF_INET, text, mask, 0)) return undefined;
  const bits = [...mask].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.replace(/0/g, '').length : undefined;
}

function clearBehind(address: Uint8Array, length: number): void {
  for (let at = 0; at < address.length; at++) {
    const kept = Math.min(8, Math.max(0, length - 8 * at));
    address[at] = (address[at] as number) & (0xff00 >> kept) & 0xff;
  }
}
