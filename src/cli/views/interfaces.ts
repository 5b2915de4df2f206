import { type InterfaceQuery, scanInterfaces, type TableReport } from '../../index.ts';
import { IfconfigBlocks } from '../netstat/interfaces/ifconfig.ts';
import { InterfaceListing } from '../netstat/interfaces/interface-listing.ts';
import { INTERFACES_HEADING, InterfaceRows } from '../netstat/interfaces/interfaces.ts';
import { warn } from '../output/stderr.ts';
import type { Settings } from '../settings.ts';
import type { View, ViewContext } from './view.ts';

/** Of the report, which has them as they came. */
const PARTS = ['links', 'inet', 'inet6'];

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
    warnOfBadLines(scan.report);
    // Where they come from is the same every time.
    if (first) warnOfSources(scan.report, settings, listing.incomplete);
    first = false;
  };
}

function query({ extend, source, procRoot }: Settings): InterfaceQuery {
  return {
    // The table has no addresses, but a row for each label of IPv4's.
    families: extend ? ['inet', 'inet6'] : ['inet'],
    procFields: extend ? ['inet6'] : [],
    source,
    ...(procRoot !== undefined && { procRoot }),
  };
}

function warnOfBadLines(report: TableReport): void {
  for (const [file, count] of Object.entries(report.malformed)) {
    for (let i = 0; i < count; i++) warn(`warning, got bogus ${file} line.`);
  }
  if (report.interrupted) warn('sockdiag: interfaces changed while they were listed: some may be missing');
}

/**
 * What the listing lacks for want of a source; and, when asked, where it came from.
 * @param incomplete - there was an interface without flags
 */
function warnOfSources(
  { sources, addonMissing }: TableReport,
  { extend, verbose }: Settings,
  incomplete: boolean,
): void {
  if (verbose && addonMissing) warn(`sockdiag: no addon: ${addonMissing}`);
  if (sources.links?.source === 'none') {
    warn('Warning: cannot open /proc/net/dev (No such file or directory). Limited output.');
  }
  for (const part of PARTS) {
    const { source, reason } = sources[part] ?? {};
    if (source === 'procfs' && (verbose || (incomplete && part === 'links'))) {
      warn(`sockdiag: ${part}: read from /proc: ${reason}`);
    }
    // A kernel without IPv6 has no such addresses, which is all there is to say.
    if (source === 'none' && part === 'inet' && (extend || verbose)) {
      warn(`sockdiag: IPv4 addresses are not listed: ${reason}`);
    }
  }
}
