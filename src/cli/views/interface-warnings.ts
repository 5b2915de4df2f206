import type { TableReport } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { warn } from '../output/stderr.ts';
import { isReadFailure, warnOfAddon, warnOfForbidden, warnOfIncomplete, warnOfSources } from '../report-warnings.ts';
import type { Settings } from '../settings.ts';
import { libraryText } from './unreadable.ts';

export const INTERFACES_CHANGED = 'interfaces changed while they were listed: some may be missing';

/**
 * What the listing lacks for want of a source; and, when asked, where it came from.
 * @param incomplete - there was an interface without flags
 */
export function warnOfOrigin(
  report: TableReport,
  { extend, verbose, procRoot }: Pick<Settings, 'extend' | 'verbose' | 'procRoot'>,
  incomplete: boolean,
): void {
  const { sources } = report;
  const { links, inet, inet6 } = sources;
  const { links: _, ...addresses } = sources;
  const isUnopened = links?.source === 'none' || (links?.source === 'procfs' && links.code !== undefined);
  const unopened = isUnopened && !isReadFailure(links.code);
  if (unopened) {
    const path = new ProcRoot(procRoot).net('dev');
    warn(`Warning: cannot open ${path} (${libraryText(links.code)}). Limited output.`);
  }
  warnOfIncomplete({ sources: unopened ? addresses : sources });
  if (inet6) warnOfForbidden({ sources: { inet6 } });
  const first = { ...(links && { links }), ...(inet && { inet }) };
  warnOfAddon(report, verbose);
  if (verbose) warnOfSources({ sources: first });
  else if (incomplete && links) warnOfSources({ sources: { links } });
  if (inet?.source === 'none' && (extend || verbose)) {
    warn(`sockdiag: IPv4 addresses are not listed: ${inet.reason}`);
  }
  // A kernel without IPv6 has no such addresses, which is all there is to say.
  if (verbose && inet6?.source === 'procfs') warnOfSources({ sources: { inet6 } });
}
