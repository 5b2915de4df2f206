export type SourceName = 'netlink' | 'procfs';

/** Where the rows of one protocol came from. */
export interface ProtocolSource {
  /** `none`: neither source has this protocol; its rows are absent, not empty by chance. */
  source: SourceName | 'none';
  /** Why it is not netlink, or none: what was tried first and how it failed. */
  reason?: string;
}

/** What a result says of itself. While it is read it grows with it; at the end it is complete. */
export interface TableReport {
  /** Where each part of it came from: families of routes, links and addresses of interfaces. */
  sources: Record<string, ProtocolSource>;
  /** The kernel said that its table changed during the dump (NLM_F_DUMP_INTR), so rows may be missing or double. */
  interrupted: boolean;
  /** Lines of /proc that could not be read, by part; they have no row. */
  malformed: Record<string, number>;
  /** Why the addon was not used, when it was not. */
  addonMissing?: string;
}

export function newTableReport(addonMissing?: string): TableReport {
  return { sources: {}, interrupted: false, malformed: {}, ...(addonMissing !== undefined && { addonMissing }) };
}

/** Counts lines that could not be read. */
export function countMalformed<Part extends string>(
  { malformed }: { malformed: Partial<Record<Part, number>> },
  part: Part,
  count: number,
): void {
  if (count > 0) malformed[part] = (malformed[part] ?? 0) + count;
}
