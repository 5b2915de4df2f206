import type { ReadFilter } from '../../sockets/start-scan.ts';
import type { Settings } from '../settings.ts';
import { type BegunScan, beginScan } from './begun-scan.ts';
import type { View, ViewContext } from './view.ts';

/** The kernel begins before what writes the listing is loaded: on a busy server that is half of what a short listing takes. */
export async function openSockets(context: ViewContext): Promise<View> {
  const filter = await readForUser(context.settings);
  let begun: BegunScan | undefined = beginScan(context.settings, filter);
  const listing = await orClose(begun, () => loadListing(context));
  return () => {
    const scan = begun ?? beginScan(context.settings, filter);
    begun = undefined;
    return orClose(scan, () => listing(scan).run());
  };
}

/** Few listings have a filter, whose language is loaded for it. What is wrong with it is said before anything is listed. */
async function readForUser({ filter }: Settings): Promise<ReadFilter | undefined> {
  if (filter === undefined) return undefined;
  const { readResolved } = await import('../../sockets/read-filter.ts');
  return readResolved(filter);
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
