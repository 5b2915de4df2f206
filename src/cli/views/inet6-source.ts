import { readFileSync } from 'node:fs';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import type { Settings } from '../settings.ts';

/** For each page of /proc/net/ipv6_route the kernel walks all routes before it again: 10,000 take 1/2 s, 100,000 a minute. */
const MOST_FROM_PROC = 10_000;

/** `fib_rt_entries`, the fourth number (`rt6_stats_seq_show()` in `net/ipv6/route.c`). */
const ENTRIES = 3;

/**
 * Where netstat's IPv6 routes come from: /proc, because rtnetlink has neither counts of references nor all flags, nor the entries at
 * the root of an empty table. Of so many routes that /proc is hopeless, from rtnetlink, without the counts.
 */
export function inet6Source({ source, procRoot }: Settings, most = MOST_FROM_PROC): Settings['source'] {
  if (source !== 'auto') return source;
  const root = new ProcRoot(procRoot);
  // Of another /proc there is no netlink to choose.
  return !root.moved && countRoutes(root) <= most ? 'procfs' : 'auto';
}

function countRoutes(root: ProcRoot): number {
  try {
    const numbers = readFileSync(root.net('rt6_stats'), 'latin1').split(' ');
    return Number.parseInt(numbers[ENTRIES] ?? '', 16) || 0;
  } catch {
    // A kernel without IPv6 has no such file either.
    return 0;
  }
}
