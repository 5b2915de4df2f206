import type { InterfaceQuery } from '../../index.ts';
import { scanInterfaces } from '../../interfaces/interfaces.ts';
import { IfconfigBlocks } from '../netstat/interfaces/ifconfig.ts';
import { InterfaceListing } from '../netstat/interfaces/interface-listing.ts';
import { INTERFACES_HEADING, InterfaceRows } from '../netstat/interfaces/interfaces.ts';
import { warnOfRows } from '../report-warnings.ts';
import type { Settings } from '../settings.ts';
import { INTERFACES_CHANGED, warnOfOrigin } from './interface-warnings.ts';
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
      changed: INTERFACES_CHANGED,
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
