import { requireLinux } from '../base/errors.ts';
import { withJSON } from '../base/shown.ts';
import { readSmall } from '../kernel/procfs/read-small.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { checkEnd } from '../kernel/procfs/table-lines.ts';
import { checkProcfsQuery, FAMILIES, type ProcfsQuery, procfsOnly } from '../kernel/procfs-only.ts';
import { readPart } from '../kernel/read-part.ts';
import { countIncomplete, countMalformed, newTableReport } from '../kernel/report.ts';
import { plain } from '../kernel/rows.ts';
import type { ParsedCounters } from './procfs/counters.ts';
import { parseSnmp } from './procfs/net-snmp.ts';
import { parseSctpSnmp, parseSnmp6 } from './procfs/net-snmp6.ts';
import { Statistics, type StatisticsFile, type StatisticsSection } from './sections.ts';

/** Which counters. Everything is optional. */
export interface StatisticsQuery extends ProcfsQuery {
  /**
   * `inet` is `/proc/net/snmp`, `netstat` and `sctp/snmp`, where TCP is counted for both IP versions; `inet6` is
   * `/proc/net/snmp6`. Default: both.
   */
  families?: readonly ('inet' | 'inet6')[];
}

/** The files of each family, in netstat's order. */
const FILES: readonly [(typeof FAMILIES)[number], StatisticsFile, (bytes: Uint8Array) => ParsedCounters][] = [
  ['inet', 'snmp', parseSnmp],
  ['inet', 'netstat', parseSnmp],
  ['inet', 'sctp/snmp', parseSctpSnmp],
  ['inet6', 'snmp6', parseSnmp6],
];

/**
 * The counters of each protocol, every one the running kernel has. Only /proc has them all. A file that this kernel does not have, or
 * that cannot be read, is `none` in `report.sources`; lines that could not be read are counted in `report.malformed`.
 * A counter has its value or is not there: not when the file has no number for it, nor when that is of more than 64 bits, or ends where a file does that
 * ends within a line, so that digits of it may be cut off (`report.incomplete`).
 * @throws TypeError that names an argument which is none; SockdiagError for want of descriptors or memory
 */
export async function statistics(query: StatisticsQuery = {}): Promise<Statistics> {
  requireLinux();
  checkProcfsQuery(query);
  const { families = FAMILIES, signal } = query;
  signal?.throwIfAborted();
  const choice = procfsOnly(query);
  const report = newTableReport();
  const sections: StatisticsSection[] = [];
  for (const [family, file, parse] of FILES) {
    if (!families.includes(family)) continue;
    const part = { name: file, procfs: (root: ProcRoot) => readCounters(root.net(file), parse) };
    for await (const parsed of readPart(part, choice, report)) {
      countMalformed(report, file, parsed.malformed);
      countIncomplete(report, file, parsed.incomplete);
      for (const section of parsed.sections) sections.push(withJSON({ file, ...section }, sectionJSON));
    }
  }
  signal?.throwIfAborted();
  return new Statistics(sections, report);
}

const sectionJSON = ({ name, file, counters }: StatisticsSection) => plain({ name, file, counters });

async function* readCounters(
  path: string,
  parse: (bytes: Uint8Array) => ParsedCounters,
): AsyncGenerator<ParsedCounters, void, undefined> {
  const bytes = readSmall(path);
  if (bytes.length > 0) yield parse(bytes);
  checkEnd(path, bytes.at(-1), true);
}
