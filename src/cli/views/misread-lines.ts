import type { TableReport } from '../../kernel/report.ts';
import { isMisread } from '../../legacy/misread-rows.ts';
import { warn } from '../output/stderr.ts';

/**
 * Says under -v of how many rows, which are shown as netstat shows them, the lines are none of the kernel's.
 * @returns the report without these lines, which are not missing from the listing
 */
export function warnOfMisread(
  report: TableReport,
  part: string,
  lines: readonly (object | null)[],
  verbose: boolean,
): TableReport {
  const count = lines.filter((line) => line !== null && isMisread(line)).length;
  if (count === 0) return report;
  const subject = count === 1 ? '1 line has' : `${count} lines have`;
  if (verbose) warn(`sockdiag: ${part}: ${subject} other words than a kernel writes: some may be of other columns`);
  const { [part]: malformed = 0, ...others } = report.malformed;
  return { ...report, malformed: malformed > count ? { ...others, [part]: malformed - count } : others };
}
