export type SourceName = 'netlink' | 'procfs';

/** Where the rows of one part came from. */
export interface PartSource {
  /** `none`: no source gave this part; its rows are absent, not empty by chance. */
  source: SourceName | 'none';
  /**
   * Why it is not netlink, or none: what was tried, and how it failed. Of `netlink`, why what only /proc tells of its rows is unknown of some of them
   * or of all.
   */
  reason?: string;
  /**
   * The code of the last failure, as `ENOENT` or `EACCES`: of `none`, where something failed; of `procfs`, where rows are missing, because one of several
   * files of the part could not be read, or its file not to the end (`ERR_DAMAGED_FILE`: it ends as the kernel's never does); of `netlink`, where
   * the file could not be read that completes its rows.
   */
  code?: string;
}

/**
 * What a result says of itself. While it is read it grows with it; at the end it is complete.
 * @typeParam Part - what is read from one source or another: a protocol in one IP version, a family of routes, a file
 * @typeParam Lines - what the lines that cannot be read are counted by
 */
export interface PartReport<Part extends string, Lines extends string = Part> {
  /** Where each part came from. */
  sources: Partial<Record<Part, PartSource>>;
  /** The kernel said that its table changed during the dump (NLM_F_DUMP_INTR), so rows may be missing or double. */
  interrupted: boolean;
  /** Lines of /proc that could not be read; they have no row. */
  malformed: Partial<Record<Lines, number>>;
  /**
   * Rows of /proc of which a field could not be read: its column is cut off, or holds a number that the field cannot have. The row is there, and the
   * field null. A field of which /proc tells nothing does not count. Of `if_inet6` also addresses of which no interface that is listed has the
   * name.
   */
  incomplete: Partial<Record<Lines, number>>;
  /** The file that the addon was loaded from, whatever it was then needed for. Neither this nor `addonMissing` where only /proc has the table. */
  addonPath?: string;
  /** Why there is no addon. Of the parts that are worse for it the reason is only `no addon`. */
  addonMissing?: string;
}

/** What a report says of the addon. */
export function addonNote({
  addonPath,
  addonMissing,
}: AddonNote): Pick<PartReport<string>, 'addonPath' | 'addonMissing'> {
  return {
    ...(addonPath !== undefined && { addonPath }),
    ...(addonMissing !== undefined && { addonMissing }),
  };
}

interface AddonNote {
  addonPath: string | undefined;
  addonMissing: string | undefined;
}

/** What a table says of itself, by its own parts, which its call names. */
export interface TableReport extends PartReport<string> {
  sources: Record<string, PartSource>;
  malformed: Record<string, number>;
  incomplete: Record<string, number>;
}

/** @param addon - left out where only /proc has the table */
export function newTableReport(addon?: AddonNote): TableReport {
  return { sources: {}, interrupted: false, malformed: {}, incomplete: {}, ...(addon && addonNote(addon)) };
}

/** Notes of rows that netlink gives why /proc does not complete them. They stay. */
export function noteIncomplete<Part extends string>(
  { sources }: { sources: Partial<Record<Part, PartSource>> },
  part: Part,
  { message, code }: { message: string; code?: string },
): void {
  sources[part] = { source: 'netlink', reason: message, ...(code !== undefined && { code }) };
}

/** Counts lines that could not be read. */
export function countMalformed<Lines extends string>(
  { malformed }: { malformed: Partial<Record<Lines, number>> },
  lines: Lines,
  count: number,
): void {
  if (count > 0) malformed[lines] = (malformed[lines] ?? 0) + count;
}

/** Counts rows of which a field could not be read. */
export function countIncomplete<Lines extends string>(
  { incomplete }: { incomplete: Partial<Record<Lines, number>> },
  lines: Lines,
  count: number,
): void {
  if (count > 0) incomplete[lines] = (incomplete[lines] ?? 0) + count;
}

/** What became of the lines of a file, beside the rows. */
export interface LineCounts {
  /** They are no row. */
  malformed: number;
  /** Rows with a number that their field cannot have. */
  incomplete: number;
}

/** Counts lines that could not be read, and rows of which a field could not be. */
export function countLinesIn<Lines extends string>(
  report: { malformed: Partial<Record<Lines, number>>; incomplete: Partial<Record<Lines, number>> },
  lines: Lines,
  { malformed, incomplete }: LineCounts,
): void {
  countMalformed(report, lines, malformed);
  countIncomplete(report, lines, incomplete);
}
