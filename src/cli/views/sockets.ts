import { readForUser } from '../filter-for-user.ts';
import { type BegunScan, beginScan } from './begun-scan.ts';
import type { View, ViewContext } from './view.ts';

/** The kernel begins before what writes the listing is loaded: on a busy server that is half of what a short listing takes. */
export async function openSockets(context: ViewContext): Promise<View> {
  const filter = await readForUser([context.settings.filter]);
  let begun: BegunScan | undefined = beginScan(context.settings, filter);
  const listing = await orClose(begun, () => loadListing(context));
  return () => {
    const scan = begun ?? beginScan(context.settings, filter);
    begun = undefined;
    return orClose(scan, () => listing(scan).run());
  };
}

async function loadListing(context: ViewContext) {
  const { SocketListing } = await import('./socket-listing.ts');
  const { Names } = await import('../names/names.ts');
  const names = await Names.load(context.settings);
  return (scan: BegunScan) => new SocketListing(context, names, scan);
}

/** What fails before a row is asked for, as the heading may, leaves a scan that nobody reads. */
async function orClose<Result>({ batches }: BegunScan, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    await batches.close();
    throw error;
  }
}
