import { scanRoutes } from '../../index.ts';
import { warn } from '../output/stderr.ts';
import type { Settings } from '../settings.ts';

/** For each page of /proc/net/ipv6_route the kernel walks all routes before it again: 10,000 take 1/2 s, 100,000 a minute. */
const MOST_FROM_PROC = 10_000;

/**
 * Where netstat's IPv6 routes come from: /proc, because rtnetlink has neither counts of references nor all flags, nor the entries at
 * the root of an empty table. Of so many routes that /proc is hopeless, from rtnetlink, without the counts.
 */
export async function inet6Source({ source, procRoot }: Settings, most = MOST_FROM_PROC): Promise<Settings['source']> {
  if (source !== 'auto') return source;
  const scan = scanRoutes({ families: ['inet6'], ...(procRoot !== undefined && { procRoot }) });
  let count = 0;
  for await (const batch of scan) {
    // Then /proc it is, for the reason there.
    if (scan.report.sources.inet6?.source !== 'netlink') return source;
    batch.forEach(({ hopCount }) => {
      count += Math.max(hopCount, 1);
    });
    if (count <= most) continue;
    warn('sockdiag: too many IPv6 routes for /proc: no Ref and Use; --source procfs reads them, slowly');
    return 'netlink';
  }
  return 'procfs';
}
