import { ICMP, ICMP6 } from './icmp.ts';
import { IP, IP6 } from './ip.ts';
import { SCTP } from './sctp.ts';
import type { SectionTexts } from './section.ts';
import { TCP } from './tcp.ts';
import { TCP_EXT } from './tcp-ext.ts';
import { UDP, UDP6 } from './udp.ts';

/**
 * The sections netstat has texts for, by the kernel's names. Of texts it has but never finds, because its own table is not in
 * the order its search wants, there are none here: those counters show under their own names.
 */
export const SECTION_TEXTS: ReadonlyMap<string, SectionTexts> = new Map([
  ['Ip', IP],
  ['Icmp', ICMP],
  ['Tcp', TCP],
  ['Udp', UDP],
  ['Sctp', SCTP],
  ['TcpExt', TCP_EXT],
  ['Ip6', IP6],
  ['Icmp6', ICMP6],
  ['Udp6', UDP6],
]);
