import { isDamage, isForbidden } from '../base/errors.ts';
import type { OwnerChains, OwnersIncomplete, PartReport, PartSource, ScanReport } from '../index.ts';
import { TRIPLE } from '../sockets/table/owner-chains.ts';
import { EXIT_BAD_FILE, EXIT_FAILURE, Exit } from './exit.ts';
import { isTerminal } from './output/device.ts';
import { STDERR, warn } from './output/stderr.ts';
import { STDOUT } from './output/stdout.ts';
import type { Sections } from './sections.ts';
import type { Settings } from './settings.ts';

/** A search for owners that is over. */
interface Searched {
  report: ScanReport;
  owners: OwnerChains | undefined;
}

/** netstat's words about processes that may not be read. Not to root, whom it would tell to become root: see warnOfLostOwners(). */
export function warnOfOwners({ report, owners }: Searched): void {
  if (!isAnyForbidden(report) || isRoot()) return;
  if (!owners || !findsOthers(owners)) {
    warnOfNoOwners();
  } else {
    warnOfSomeOwners();
  }
}

/**
 * The same to root, behind the rows: a process that not even root may read is worth a line, which cron mails, only where a socket that was
 * shown may be without its owner for that, or one was left out by a filter.
 */
export function warnOfLostOwners(report: ScanReport, ownerless: boolean): void {
  const mayLack = ownerless || (report.undecidedOwners ?? 0) > 0;
  if (mayLack && isRoot() && isAnyForbidden(report)) warnOfSomeOwners();
}

/** What `sockdiag who` says of sockets of which no process is known, because some may not be read: netstat's words for the same. */
export function warnOfUnknownOwners(
  report: ScanReport,
  holders: readonly { inode: number | null; owners: readonly unknown[] }[],
): void {
  const open = holders.filter(({ inode }) => inode !== 0);
  if (!isAnyForbidden(report) || open.every(({ owners }) => owners.length > 0)) return;
  if (!isRoot() && open.every(({ owners }) => owners.length === 0)) warnOfNoOwners();
  else warnOfSomeOwners();
}

function warnOfNoOwners(): void {
  warn(`(No info could be read for "-p": geteuid()=${process.geteuid?.()} but you should be root.)`);
}

function warnOfSomeOwners(): void {
  warn('(Not all processes could be identified, non-owned process info');
  warn(' will not be shown, you would have to be root to see it all.)');
}

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

function isAnyForbidden({ processes }: ScanReport): boolean {
  return processes !== undefined && processes.forbidden > 0;
}

/** Whether it found a socket that was not opened by this very run: one it was given counts, as it does for netstat. */
function findsOthers({ triples, length }: OwnerChains): boolean {
  for (let at = 0; at < length; at++) {
    const own = triples[at * TRIPLE + 1] === process.pid && (triples[at * TRIPLE + 2] as number) > STDERR;
    if (!own) return true;
  }
  return false;
}

/** How a listing speaks of what its report says. */
export interface ReportWords {
  /** What is said when the kernel's table changed meanwhile. */
  changed?: string;
  /** What is said of lines that could not be read. Default: netstat's line for each of them. */
  badLines?: (lines: string, count: number) => readonly string[];
  /** netstat says nothing of rows with numbers that fit no field: they are shown as it shows them. */
  verbose: boolean;
}

type RowReport = Pick<PartReport<string>, 'malformed' | 'incomplete' | 'interrupted'>;

/** What a listing must not keep to itself: rows that are missing. */
export function warnOfRows(
  { malformed, incomplete, interrupted }: RowReport,
  { changed, badLines = bogusLines, verbose }: ReportWords,
): void {
  for (const [lines, count] of Object.entries(verbose ? incomplete : {})) {
    const numbers = count === 1 ? '1 row has a number' : `${count} rows have numbers`;
    warn(`sockdiag: ${lines}: ${numbers} that could not be read`);
  }
  for (const [lines, count] of Object.entries(malformed)) {
    for (const line of badLines(lines, count as number)) warn(line);
  }
  if (interrupted && changed !== undefined) warn(`sockdiag: ${changed}`);
}

function bogusLines(lines: string, count: number): readonly string[] {
  return Array.from({ length: count }, () => `warning, got bogus ${lines} line.`);
}

/** Our words for lines of a table of which netstat says nothing. */
export function unreadLines(table: string, count: number): string {
  return `sockdiag: ${table}: ${count === 1 ? '1 line' : `${count} lines`} could not be read`;
}

/** Of a continuous run, or of several tables, each would say the same. */
let addonSaid = false;

/** That there is no addon, and why, once: to people at a terminal, who are not told that they asked for it, and to those who asked. */
export function warnOfAddon({ addonMissing }: Pick<PartReport<string>, 'addonMissing'>, verbose: boolean): void {
  if (addonMissing === undefined || addonSaid) return;
  const told = process.env.SOCKDIAG_NATIVE !== '0' && isTerminal(STDOUT) && isTerminal(STDERR);
  if (!verbose && !told) return;
  addonSaid = true;
  warn(`sockdiag: no addon: ${addonMissing}`);
}

/** Where rows came from, for those who asked: what netlink did not give, with the reasons. */
export function warnOfSources({ sources }: Pick<PartReport<string>, 'sources'>): void {
  for (const [part, { source, reason, code }] of Object.entries(sources) as [string, PartSource][]) {
    if (isDamage(code) || (source !== 'netlink' && isForbidden(code))) continue;
    const inet = part.endsWith('6') ? sources[part.slice(0, -1)] : undefined;
    // Both IP versions of a protocol are one line where the same is said of them; of a protocol that is not there at all netstat's line is.
    if (source === inet?.source && (source === 'none' || reason === inet.reason)) continue;
    if (source === 'procfs' && reason !== undefined) warn(`sockdiag: ${part}: read from /proc: ${reason}`);
    else if (source === 'netlink' && reason !== undefined && code === undefined)
      warn(`sockdiag: ${part}: not all columns: ${reason}`);
    else if (source === 'none' && part.endsWith('6')) warn(`sockdiag: ${part}: not listed: ${reason}`);
  }
}

/** All of that for a listing of sockets. */
export function warnOfScan(report: ScanReport, verbose: boolean): void {
  warnOfRows(report, {
    changed: 'sockets changed while they were listed: some may be missing or there twice',
    // netstat's words know no IP version, and UDP-Lite is UDP to them.
    badLines: (part, count) => bogusLines(part.replace(/(lite)?6?$/, ''), count),
    verbose,
  });
  warnOfIncomplete(report);
  warnOfForbidden(report);
  // Groups and families of old are listed behind a scan of nothing.
  if (Object.keys(report.sources).length > 0) warnOfAddon(report, verbose);
  if (!verbose) return;
  warnOfDropped(report);
  const { method, reason, incomplete = [] } = report.owners ?? {};
  const searched = !incomplete.includes('no-proc') || (report.processes?.scanned ?? 0) > 0;
  if (method === 'procfs' && searched) warn(`sockdiag: owners: read from /proc: ${reason}`);
  for (const why of incomplete) warn(`sockdiag: owners: some may be missing: ${INCOMPLETE[why](report)}`);
  warnOfSources(report);
}

/**
 * That sockets are not listed of which it is not known whether they pass the filter: always where none passes, which else would look like an answer.
 * @param listed - some socket was
 */
export function warnOfUndecided({ undecided = 0 }: ScanReport, listed: boolean, verbose: boolean): void {
  if (undecided === 0 || (listed && !verbose)) return;
  const left =
    undecided === 1
      ? '1 socket is left out of which its source'
      : `${undecided} sockets are left out of which their source`;
  warn(`sockdiag: ${left} does not tell what the filter asks`);
}

/** What of the kernel's own lists is not shown, for those who asked. */
function warnOfDropped({ duplicates, unconfirmed = 0 }: ScanReport): void {
  if (duplicates > 0) warn(`sockdiag: ${rows(duplicates)} left out that the kernel listed twice`);
  if (unconfirmed > 0)
    warn(
      `sockdiag: unix: ${rows(unconfirmed)} of /proc not shown: sock_diag does not confirm ${unconfirmed === 1 ? 'it' : 'them'}`,
    );
}

const rows = (count: number) => (count === 1 ? '1 row' : `${count} rows`);

const INCOMPLETE: Readonly<Record<OwnersIncomplete, (report: ScanReport) => string>> = {
  forbidden: ({ processes }) =>
    processes?.forbidden === 1 ? '1 process may not be read' : `${processes?.forbidden} processes may not be read`,
  threads: () => 'threads of some processes may have descriptors of their own that were not read',
  'no-proc': () => 'there is no /proc of the kernel to search',
  hidepid: () => '/proc is mounted with hidepid, and hides processes of other users',
  'pid-namespace': () => 'processes outside this pid namespace cannot be seen',
};

/** What a listing lacks, of all its rows or of some columns, because of what is wrong with a file. warnOfSources() passes that over. */
export function warnOfIncomplete({ sources }: Pick<PartReport<string>, 'sources'>): void {
  for (const [part, { source, reason, code }] of Object.entries(sources) as [string, PartSource][]) {
    if (source === 'netlink' && code !== undefined) warn(`sockdiag: ${part}: not completed from /proc: ${reason}`);
    else if (source === 'procfs' && isDamage(code)) warn(`sockdiag: ${part}: not all listed: ${reason}`);
    else if (source === 'none' && isDamage(code)) warn(`sockdiag: ${part}: not listed: ${reason}`);
  }
}

/** The same of files that this user may not read, of which netstat says nothing, or that the kernel lacks what is in them. */
export function warnOfForbidden({ sources }: Pick<PartReport<string>, 'sources'>): void {
  for (const [part, { source, reason, code }] of Object.entries(sources) as [string, PartSource][]) {
    if (source === 'netlink' || !isForbidden(code)) continue;
    // SCTP's files are those of both IP versions.
    if (part.endsWith('6') && sources[part.slice(0, -1)]?.reason === reason) continue;
    warn(`sockdiag: ${part}: not ${source === 'none' ? '' : 'all '}listed: ${reason}`);
  }
}

/** netstat's exit code for a file it cannot open, but for one that is missing or forbidden. Behind all that could be listed. */
export function exitForDamage(source: PartSource | undefined): void {
  if (!source || !isDamage(source.code) || isCutShort(source)) return;
  if (source.source === 'none' || !isReadFailure(source.code)) throw new Exit(EXIT_BAD_FILE, '');
}

/** Whether a code is of a file that can be opened, and then not read: of it netstat prints what it has before and behind it. */
export function isReadFailure(code: string | undefined): boolean {
  return isDamage(code) && code !== 'ENXIO' && code !== 'ELOOP';
}

/** Of a file that has an end where none should be, an empty one included, netstat takes what there is. */
export function isCutShort({ code }: PartSource): boolean {
  return code === 'ERR_DAMAGED_FILE';
}

/** The kernel lacks a table: a failure where it was asked for, else said only with -v. `name` is netstat's for it. */
export function reportMissing(name: string, { named }: Sections, { verbose }: Settings): void {
  const message = `sockdiag: no support for \`${name}' on this system.`;
  if (named) throw new Exit(EXIT_FAILURE, message);
  if (verbose) warn(message);
}
