import { Lookahead } from '../../base/lookahead.ts';
import type { Query, Scan, SocketTable } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { type ReadFilter, startScan } from '../../sockets/start-scan.ts';
import { wantedStates } from '../netstat/sockets/selection.ts';
import { chooseSections } from '../sections.ts';
import type { Settings } from '../settings.ts';
import { listedSteps } from './listed-steps.ts';

/** A scan for a listing that the kernel already works for. */
export interface BegunScan {
  scan: Scan;
  batches: Lookahead<SocketTable>;
}

/**
 * Begins to read what a listing of sockets shows.
 * @param asked - instead of what its columns need
 */
export function beginScan(
  settings: Settings,
  filter?: ReadFilter,
  asked?: Pick<Query, 'owners' | 'tcpInfo' | 'memory' | 'fields'>,
): BegunScan {
  const begun = startScan({ ...listingQuery(settings), ...asked }, filter);
  return { scan: begun, batches: new Lookahead(begun).start() };
}

/** What a listing asks for. */
export function listingQuery(settings: Settings): Query {
  const { extend, timers, programs, ownerMethod, source, procRoot } = settings;
  const sections = chooseSections(settings);
  const { families, unix } = sections;
  const ipv4 = families.includes('inet');
  return {
    // For IPv6 alone netstat looks for a list of SCTP that no kernel has.
    protocols: listedSteps(sections)
      .filter((step) => step !== 'groups')
      .filter((name) => name !== 'sctp' || ipv4),
    families,
    states: wantedStates(settings, new ProcRoot(procRoot).moved),
    ...(programs && { owners: 'first' as const }),
    // A filter may ask for owners that no column shows.
    ownerMethod,
    tcpInfo: timers,
    // netstat's columns hold what only /proc knows: RefCnt and Flags, and the user and timer of SYN_RECV. Its order of SCTP's
    // rows is that of /proc, where both IP versions and endpoints of all states are in one list.
    procFields: [
      'sctp' as const,
      ...(unix ? (['unix'] as const) : []),
      ...(extend || timers ? (['tcp'] as const) : []),
    ],
    source,
    procRoot,
  };
}
