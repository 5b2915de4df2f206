import { type BegunScan, beginScan } from './begun-scan.ts';
import type { View, ViewContext } from './view.ts';

/** The kernel begins before what writes the listing is loaded: on a busy server that is half of what a short listing takes. */
export async function openSockets(context: ViewContext): Promise<View> {
  const first = beginScan(context.settings);
  const { SocketListing } = await import('./socket-listing.ts');
  const { Names } = await import('../names/names.ts');
  const names = await namesFor(first, () => Names.load(context.settings));
  let begun: BegunScan | undefined = first;
  return () => {
    const scan = begun ?? beginScan(context.settings);
    begun = undefined;
    return new SocketListing(context, names, scan).run();
  };
}

/** Where there are none the scan is for nothing. */
async function namesFor<Names>({ batches }: BegunScan, load: () => Promise<Names>): Promise<Names> {
  try {
    return await load();
  } catch (error) {
    await batches.close();
    throw error;
  }
}
