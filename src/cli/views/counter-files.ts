import { isDamage, isForbidden } from '../../base/errors.ts';
import type { PartSource, StatisticsFile, StatisticsSection } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { statistics } from '../../statistics/statistics.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import type { SectionFlag } from '../netstat/counters/section.ts';
import { warn } from '../output/stderr.ts';
import { isCutShort, isReadFailure, warnOfRows } from '../report-warnings.ts';
import type { Settings } from '../settings.ts';
import { libraryText } from './unreadable.ts';

/** A file that netstat reads for a family, without which it says so and ends, and which sections it shows of it. */
interface FamilyFile {
  file: StatisticsFile;
  required: boolean;
  shows?: (section: StatisticsSection) => boolean;
}

const FILES: Readonly<Record<'inet' | 'inet6', readonly FamilyFile[]>> = {
  inet: [
    { file: 'snmp', required: true },
    { file: 'netstat', required: false },
    { file: 'sctp/snmp', required: false },
  ],
  inet6: [
    { file: 'snmp6', required: true },
    // TCP is counted once for both IP versions.
    { file: 'snmp', required: true, shows: ({ name }) => name.startsWith('Tcp') },
  ],
};

/**
 * Gives the sections that netstat shows of a family, file by file, and says what could not be read.
 * @throws Exit where counters are to be from where there are none
 */
export async function readCounterFiles(
  settings: Settings,
  family: 'inet' | 'inet6',
  show: (section: StatisticsSection) => void,
): Promise<void> {
  if (settings.source === 'netlink') {
    throw new Exit(EXIT_FAILURE, 'sockdiag: --source netlink: counters are in /proc alone');
  }
  // Those of IPv6 need a file of IPv4 too.
  const families = family === 'inet' ? (['inet'] as const) : (['inet', 'inet6'] as const);
  const { procRoot } = settings;
  const counters = await statistics({ families, procRoot });
  const root = new ProcRoot(procRoot);
  for (const { file, required, shows } of FILES[family]) {
    const from = counters.report.sources[file];
    if (required && from?.source === 'none' && !isReadFailure(from.code)) {
      warn(`cannot open ${root.net(file)}: ${libraryText(from.code)}`);
      return;
    }
    for (const section of counters) if (section.file === file && (shows?.(section) ?? true)) show(section);
    if (file === 'sctp/snmp' && isBehindTitle(from)) show({ name: 'Sctp', file, counters: new Map() });
    warnOfFile(file, from, {
      path: root.net(file),
      malformed: counters.report.malformed[file] !== undefined,
      silent: shows !== undefined && !settings.verbose,
    });
    const incomplete = counters.report.incomplete[file];
    if (incomplete) warnOfRows({ ...counters.report, malformed: {}, incomplete: { [file]: incomplete } }, settings);
  }
}

/** netstat writes the title of a file that has none in it once the file is open. */
function isBehindTitle(from: PartSource | undefined): boolean {
  return from?.source === 'none' && isReadFailure(from.code);
}

/** The one family that netstat counts for; undefined where the options name another, or several. */
export function countedFamily({ families }: Settings): 'inet' | 'inet6' | undefined {
  const [family = 'inet', ...more] = families;
  return more.length === 0 && (family === 'inet' || family === 'inet6') ? family : undefined;
}

export const uncounted = ({ families }: Settings) =>
  `sockdiag: No statistics support for specified address family: ${families.join(',')}`;

/** -U selects no section: UDP-Lite is one of those that always show. */
export function sectionFlags(settings: Settings): Set<SectionFlag> {
  const flags = (['raw', 'tcp', 'udp', 'sctp'] as const).filter((flag) => settings[flag]);
  return new Set(flags.length > 0 || settings.udplite ? flags : ['raw', 'tcp', 'udp', 'sctp']);
}

/** @param silent - netstat says nothing of what it cannot parse */
function warnOfFile(
  file: StatisticsFile,
  from: PartSource | undefined,
  { path, malformed, silent }: { path: string; malformed: boolean; silent: boolean },
): void {
  if (from?.source === 'none' && isReadFailure(from.code) && !isCutShort(from)) {
    warn(`${path}: ${libraryText(from.code)}`);
  } else if (from?.source === 'none' && (isDamage(from.code) || isForbidden(from.code))) {
    warn(`sockdiag: ${file}: not listed: ${from.reason}`);
  } else if (!silent && malformed) {
    warn(`Problem while parsing ${path}`);
  } else if (!silent && isDamage(from?.code)) {
    warn(`sockdiag: ${file}: not all listed: ${from?.reason}`);
  }
}
