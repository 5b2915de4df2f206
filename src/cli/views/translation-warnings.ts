import { isDamage } from '../../base/errors.ts';
import type { TableReport } from '../../index.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import { warnOfAddon, warnOfIncomplete, warnOfRows, warnOfSources } from '../report-warnings.ts';

/** What netstat reads, and no kernel has had since Linux 2.2. */
export const LISTED_FILE = 'ip_masquerade';

/** Where the kernel has translations today; the name of the table in the report. */
export const CONNTRACK = 'nf_conntrack';

const CHANGED = 'connections changed while they were listed: some may be missing or there twice';

/**
 * What a listing of translated connections must not keep to itself, once it is out.
 * @throws Exit where the kernel has none to list
 */
export function warnOfTranslations(report: TableReport, verbose: boolean): void {
  warnOfRows(report, { changed: CHANGED, verbose });
  warnOfAddon(report, verbose);
  if (verbose) warnOfSources(report);
  const { source: from, code, reason } = report.sources[CONNTRACK] ?? {};
  if (from === 'none' && isDamage(code)) throw new Exit(EXIT_FAILURE, `sockdiag: ${CONNTRACK}: not listed: ${reason}`);
  warnOfIncomplete(report);
  if (from === 'none') {
    throw new Exit(EXIT_FAILURE, `sockdiag: no support for \`${LISTED_FILE}' on this system.`);
  }
}
