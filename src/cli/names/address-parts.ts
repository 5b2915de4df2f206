import { isIPv4, isIPv6 } from 'node:net';
import { formatAddress } from '../../base/address.ts';
import { AF_INET6 } from '../../uapi/sockets.ts';

const GROUPS = 8;

/** The address as inet_ntop writes it; undefined for what inet_pton does not take, such as one with a zone. */
export function canonicalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (text.includes('%') || !isIPv6(text)) return undefined;
  return formatAddress(AF_INET6, Buffer.from(ipv6Groups(text).join(''), 'hex'), 0);
}

/** The eight groups of an IPv6 address, four hexadecimal digits each. */
export function ipv6Groups(address: string): string[] {
  const [head = '', tail = ''] = address.replace(/\d+\.\d+\.\d+\.\d+$/, quadGroups).split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => group.padStart(4, '0')));
  const left = groups(head);
  const right = groups(tail);
  return [...left, ...Array.from({ length: GROUPS - left.length - right.length }, () => '0000'), ...right];
}

function quadGroups(quad: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = quad.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
