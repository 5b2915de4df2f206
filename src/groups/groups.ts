import { damagedFile, requireLinux } from '../base/errors.ts';
import { Batch } from '../kernel/batch.ts';
import { readWhole } from '../kernel/procfs/read-whole.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { checkProcfsQuery, FAMILIES, type ProcfsQuery, procfsOnly } from '../kernel/procfs-only.ts';
import { readPart } from '../kernel/read-part.ts';
import { countLinesIn, newTableReport, type TableReport } from '../kernel/report.ts';
import { collect, Rows, type TableScan, tableScan } from '../kernel/rows.ts';
import { type Group, type GroupsFile, toGroup } from './group.ts';
import { GroupRecord } from './group-record.ts';
import { type GroupCounts, type ParseGroups, parseIgmp, parseIgmp6 } from './procfs/net-igmp.ts';

/** Which memberships. Everything is optional; IPv4 always comes first. */
export type GroupsQuery = ProcfsQuery;

/** The numbers of the lines of each file that could not be read, the first line being 0. */
export type BadLines = Readonly<Record<GroupsFile, readonly number[]>>;

/** Memberships in the kernel's order. `report.sources` and `report.malformed` go by the files, `igmp` and `igmp6`. */
export class Groups extends Rows<Group> {
  /** The numbers of the lines of each file that could not be read, the first line being 0. */
  readonly badLines: BadLines;

  constructor(groups: readonly Group[], report: TableReport, badLines: BadLines) {
    super(groups, report);
    this.badLines = badLines;
  }
}

/** The same a file at a time. */
export interface GroupsScan extends TableScan<GroupRecord, Group> {
  /** As of `Groups`; those of a file are there when its batch was walked. */
  readonly badLines: BadLines;
}

const FILES: readonly [family: (typeof FAMILIES)[number], file: GroupsFile, parse: ParseGroups][] = [
  ['inet', 'igmp', parseIgmp],
  ['inet6', 'igmp6', parseIgmp6],
];

/**
 * The multicast groups each interface is a member of. Only /proc says how many joined. A file that this kernel does not have, or that
 * cannot be read, is `none` in `report.sources`.
 * @throws TypeError that names an argument which is none; SockdiagError for want of descriptors or memory
 */
export async function groups(query: GroupsQuery = {}): Promise<Groups> {
  const scan = scanGroups(query);
  const rows = await collect(scan);
  return new Groups([...rows], scan.report, scan.badLines);
}

/** What groups() gives in batches of a file each, with no object for each membership. */
export function scanGroups(query: GroupsQuery = {}): GroupsScan {
  requireLinux();
  checkProcfsQuery(query);
  const report = newTableReport();
  const badLines: Record<GroupsFile, readonly number[]> = { igmp: [], igmp6: [] };
  const scan = tableScan(readGroups(query, report, badLines), report);
  return Object.defineProperty(scan, 'badLines', { value: badLines, enumerable: true }) as GroupsScan;
}

async function* readGroups(
  query: GroupsQuery,
  report: TableReport,
  badLines: Record<GroupsFile, readonly number[]>,
): AsyncGenerator<Batch<GroupRecord, Group>, void, undefined> {
  const { families = FAMILIES, signal } = query;
  signal?.throwIfAborted();
  const choice = procfsOnly(query);
  for (const [family, file, parse] of FILES) {
    if (!families.includes(family)) continue;
    let bare = 0;
    const onCounts = (counts: GroupCounts) => {
      bare = counts.bare;
      badLines[file] = counts.badLines;
      countLinesIn(report, file, { malformed: counts.badLines.length, incomplete: counts.incomplete });
    };
    const procfs = async function* (root: ProcRoot) {
      const { bytes, failure } = await readWhole(root.net(file), { signal, headed: file === 'igmp' });
      const { buffer, byteOffset, length } = bytes;
      // A Buffer, which it may be, has an indexOf() of its own, and a slower one.
      yield groupBatch(new Uint8Array(buffer, byteOffset, length), parse, onCounts);
      if (failure) throw failure;
      if (bare > 0)
        throw damagedFile(root.net(file), `of ${bare === 1 ? '1 interface' : `${bare} interfaces`} it has no group`);
    };
    yield* readPart({ name: file, procfs }, choice, report);
  }
  signal?.throwIfAborted();
}

/** @param onCounts - told once, on the first walk, which lines could not be read, and how many rows not whole */
function groupBatch(
  bytes: Uint8Array,
  parse: ParseGroups,
  onCounts: (counts: GroupCounts) => void,
): Batch<GroupRecord, Group> {
  const record = new GroupRecord();
  let walked = false;
  return new Batch((visit) => {
    const counts = parse(bytes, record, () => visit(record));
    if (!walked) onCounts(counts);
    walked = true;
  }, toGroup);
}
