import { isDamage, isForbidden } from '../../base/errors.ts';
import type { ChangeBatch, EndSource, Protocol, ScanReport, SocketTable } from '../../index.ts';
import { NO_OWNER } from '../../sockets/table/owner-chains.ts';
import { PROTOCOLS } from '../../uapi/sockets.ts';
import { UnreadParts } from '../../watch/comparison/unread-parts.ts';
import { warn } from '../output/stderr.ts';
import { reportMissing, warnOfLostOwners, warnOfOwners, warnOfScan } from '../report-warnings.ts';
import { chooseSections } from '../sections.ts';
import type { Settings } from '../settings.ts';

/** What a stream must not keep to itself, once it has begun. Throws Exit where the kernel lacks what was named. */
export function reportBeginning({ report, sockets }: ChangeBatch, settings: Settings): void {
  const { scan, ends } = report;
  const sections = chooseSections(settings);
  if (settings.programs) {
    warnOfOwners({ report: scan, owners: sockets.owners });
    warnOfLostOwners(scan, isAnyOwnerless(sockets));
  }
  warnOfScan(scan, settings.verbose);
  for (const protocol of PROTOCOLS) {
    // As in listings, a family stands for what there is of it.
    if (!isLacking(protocol, scan, sections.named) || sections.inetByFamily) continue;
    reportMissing(protocol === 'unix' ? 'AF UNIX' : `AF INET (${protocol})`, sections, settings);
  }
  for (const line of missedLines(ends, settings.verbose)) warn(`sockdiag: ${line}`);
}

/** Whether there is a socket with an inode, which some process may hold, and without an owner. */
function isAnyOwnerless({ length, inode, firstOwner }: SocketTable): boolean {
  for (let row = 0; row < length; row++) {
    if (inode[row] !== 0 && (firstOwner?.[row] ?? NO_OWNER) === NO_OWNER) return true;
  }
  return false;
}

/** Says in the middle of a stream what its looks can no longer read, once each time. */
export class PartNotices {
  readonly #unread = new UnreadParts();
  #said: ReadonlyMap<string, string> = new Map();

  /** @param silent - what is so from the beginning was said in other words */
  look(scan: ScanReport, silent = false): void {
    this.#unread.look(scan);
    for (const [part, why] of this.#unread.parts) {
      if (!silent && this.#said.get(part) !== why) warn(`sockdiag: ${part}: not all read, so no ends are told: ${why}`);
    }
    this.#said = new Map(this.#unread.parts);
  }
}

/** Whether a protocol was looked for, and no part of it is there: nothing would ever be told of it. */
function isLacking(protocol: Protocol, { sources }: ScanReport, named: boolean): boolean {
  const parts = [sources[protocol], protocol === 'unix' ? undefined : sources[`${protocol}6`]].filter(Boolean);
  return (
    parts.length > 0 &&
    parts.every((part) => part?.source === 'none' && !isDamage(part.code) && (named || !isForbidden(part.code)))
  );
}

// Of the others the kernel never reports an end.
const REPORTED: ReadonlySet<string> = new Set(['tcp', 'udp']);

/** Of which protocols short sockets are missed, a line for each reason. */
export function missedLines(ends: Readonly<Record<string, EndSource>>, verbose: boolean): string[] {
  const byReason = new Map<string, string[]>();
  for (const [protocol, { source, reason = '' }] of Object.entries(ends)) {
    if (source !== 'polling' || !(verbose || REPORTED.has(protocol))) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), protocol]);
  }
  return [...byReason].map(([reason, protocols]) => {
    return `${protocols.join(', ')}: sockets shorter than the interval are missed${reason && `: ${reason}`}`;
  });
}
