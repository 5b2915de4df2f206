import { requireLinux } from '../errors.ts';
import { type ParsedGroups, parseIgmp, parseIgmp6 } from '../procfs/net-igmp.ts';
import { readParsed } from '../procfs/read-whole.ts';
import type { ProcRoot } from '../procfs/root.ts';
import type { Group, GroupsFile } from '../records/group.ts';
import { countMalformed, newTableReport, type TableReport } from '../records/report.ts';
import { checkProcfsQuery, FAMILIES, type ProcfsQuery, procfsOnly } from '../sources/procfs-only.ts';
import { readPart } from './read-part.ts';
import { Rows } from './rows.ts';

/** Which memberships. Everything is optional; IPv4 always comes first. */
export type GroupsQuery = ProcfsQuery;

/** Memberships in the kernel's order. `report.sources` and `report.malformed` go by the files, `igmp` and `igmp6`. */
export class Groups extends Rows<Group> {
  /** The numbers of the lines of each file that could not be read, the first line being 0. */
  readonly badLines: Readonly<Record<GroupsFile, readonly number[]>>;

  constructor(
    groups: readonly Group[],
    report: TableReport,
    badLines: Readonly<Record<GroupsFile, readonly number[]>>,
  ) {
    super(groups, report);
    this.badLines = badLines;
  }
}

const FILES: readonly [(typeof FAMILIES)[number], GroupsFile, (bytes: Uint8Array) => ParsedGroups][] = [
  ['inet', 'igmp', parseIgmp],
  ['inet6', 'igmp6', parseIgmp6],
];

/**
 * The multicast groups each interface is a member of. Only /proc says how many joined. A file this kernel does not have is
 * `none` in `report.sources`.
 * @throws TypeError that names an argument which is none; SockdiagError when a file is there and cannot be read
 */
export async function groups(query: GroupsQuery = {}): Promise<Groups> {
  requireLinux();
  checkProcfsQuery(query);
  const { families = FAMILIES, signal } = query;
  signal?.throwIfAborted();
  const choice = procfsOnly(query);
  const report = newTableReport();
  const rows: Group[] = [];
  const badLines: Record<GroupsFile, number[]> = { igmp: [], igmp6: [] };
  for (const [family, file, parse] of FILES) {
    if (!families.includes(family)) continue;
    const part = { name: file, procfs: (root: ProcRoot) => readParsed(root.net(file), parse, signal) };
    for await (const parsed of readPart<ParsedGroups>(part, choice, report)) {
      for (const group of parsed.groups) rows.push(group);
      badLines[file] = parsed.badLines;
      countMalformed(report, file, parsed.badLines.length);
    }
  }
  signal?.throwIfAborted();
  return new Groups(rows, report, badLines);
}
