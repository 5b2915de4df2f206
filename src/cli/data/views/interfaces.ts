import { scanInterfaces } from '../../../interfaces/interfaces.ts';
import { IFF_UP } from '../../../uapi/links.ts';
import { warnOfRows } from '../../report-warnings.ts';
import { INTERFACES_CHANGED, warnOfOrigin } from '../../views/interface-warnings.ts';
import type { View } from '../../views/view.ts';
import { INTERFACE } from '../shapes/interface.ts';
import type { DataContext } from './context.ts';

/** The interfaces with all their addresses: of those that -i shows, each once, for a label is one of an address. */
export async function openInterfaceData(context: DataContext): Promise<View> {
  const { source, procRoot, verbose, all } = context.settings;
  let first = true;
  const { plainView } = await import('./plain-view.ts');
  return plainView(context, INTERFACE, async (row) => {
    const scan = scanInterfaces({ source, procRoot });
    let incomplete = false;
    for await (const batch of scan) {
      for (const each of batch) {
        if (each.flagBits === null) incomplete = true;
        else if (!all && (each.flagBits & IFF_UP) === 0) continue;
        row(each);
      }
    }
    warnOfRows(scan.report, { changed: INTERFACES_CHANGED, verbose });
    if (first) warnOfOrigin(scan.report, { extend: true, verbose, procRoot }, incomplete);
    first = false;
  });
}
