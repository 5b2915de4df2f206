import { type InterfaceQuery, scanInterfaces, type TableReport } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { IfconfigBlocks } from '../netstat/interfaces/ifconfig.ts';
import { InterfaceListing } from '../netstat/interfaces/interface-listing.ts';
import { INTERFACES_HEADING, InterfaceRows } from '../netstat/interfaces/interfaces.ts';
import { warn } from '../output/stderr.ts';
import {
  isReadFailure,
  warnOfAddon,
  warnOfForbidden,
  warnOfIncomplete,
  warnOfRows,
  warnOfSources,
} from '../report-warnings.ts';
import type { Settings } from '../settings.ts';
import { libraryText } from './unreadable.ts';
import type { View, ViewContext } from './view.ts';

export async function openInterfaces({ settings, out }: ViewContext): Promise<View> {
  const { all, extend } = settings;
  const newListing = () =>
    extend ? new InterfaceListing(new IfconfigBlocks(), all) : new InterfaceListing(new InterfaceRows(), all);
  let first = true;
  return async () => {
    if (first) {
      out.text('Kernel Interface table');
      out.endLine();
    }
    if (!extend) {
      out.text(INTERFACES_HEADING);
      out.endLine();
    }
    const listing = newListing();
    const scan = scanInterfaces(query(settings));
    for await (const batch of scan) batch.forEach(listing.add);
    listing.write(out);
    warnOfRows(scan.report, {
      changed: 'interfaces changed while they were listed: some may be missing',
      verbose: settings.verbose,
    });
    // Where they come from is the same every time.
    if (first) warnOfOrigin(scan.report, settings, listing.incomplete);
    first = false;
  };
}

function query({ extend, source, procRoot }: Settings): InterfaceQuery {
  return {
    // The table has no addresses, but a row for each label of IPv4's.
    families: extend ? ['inet', 'inet6'] : ['inet'],
    procFields: extend ? ['inet6'] : [],
    source,
    procRoot,
  };
}

/**
 * What the listing lacks for want of a source; and, when asked, where it came from.
 * @param incomplete - there was an interface without flags
 */
function warnOfOrigin(report: TableReport, { extend, verbose, procRoot }: Settings, incomplete: boolean): void {
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
