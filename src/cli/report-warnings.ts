import type { OwnerChains, Protocol, ScanReport } from '../index.ts';
import { TRIPLE } from '../sockets/table/owner-chains.ts';
import { EXIT_FAILURE, Exit } from './exit.ts';
import { STDERR, warn } from './output/stderr.ts';
import type { Sections } from './sections.ts';
import type { Settings } from './settings.ts';

/** A search for owners that is over. */
interface Searched {
  report: ScanReport;
  owners: OwnerChains | undefined;
}

/** netstat's words about processes that may not be read; ours where they would tell root to become root. */
export function warnOfOwners({ report, owners }: Searched): void {
  const forbidden = report.processes?.forbidden ?? 0;
  if (forbidden === 0) return;
  if (process.geteuid?.() === 0) {
    const [subject, whose] = forbidden === 1 ? ['1 process', 'its'] : [`${forbidden} processes`, 'their'];
    warn(`(${subject} may not be read, not even by root: ${whose} sockets show no owner.)`);
  } else if (!owners || !findsOthers(owners)) {
    warn(`(No info could be read for "-p": geteuid()=${process.geteuid?.()} but you should be root.)`);
  } else {
    warn('(Not all processes could be identified, non-owned process info');
    warn(' will not be shown, you would have to be root to see it all.)');
  }
}

/** Whether it found a socket that was not opened by this very run: one it was given counts, as it does for netstat. */
function findsOthers({ triples, length }: OwnerChains): boolean {
  for (let at = 0; at < length; at++) {
    const own = triples[at * TRIPLE + 1] === process.pid && (triples[at * TRIPLE + 2] as number) > STDERR;
    if (!own) return true;
  }
  return false;
}

/** What a listing must not keep to itself; and, when asked, where its rows came from. */
export function warnOfReport(report: ScanReport, verbose: boolean): void {
  for (const [protocol, count] of Object.entries(report.malformed) as [Protocol, number][]) {
    for (let i = 0; i < count; i++) warn(`warning, got bogus ${protocol} line.`);
  }
  if (report.interrupted) warn('sockdiag: sockets changed while they were listed: some may be missing or there twice');
  if (!verbose) return;
  const { method, reason } = report.owners ?? {};
  if (method === 'procfs') warn(`sockdiag: owners: read from /proc: ${reason}`);
  if (report.addonMissing) warn(`sockdiag: no addon: ${report.addonMissing}`);
  for (const [protocol, { source, reason }] of Object.entries(report.sources)) {
    if (source === 'procfs') warn(`sockdiag: ${protocol}: read from /proc: ${reason}`);
  }
}

/** The kernel lacks a table: a failure where it was asked for, else said only with -v. `name` is netstat's for it. */
export function reportMissing(name: string, { named }: Sections, { verbose }: Settings): void {
  const message = `sockdiag: no support for \`${name}' on this system.`;
  if (named) throw new Exit(EXIT_FAILURE, message);
  if (verbose) warn(message);
}
