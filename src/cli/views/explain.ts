import { explainForUser } from '../explain-filter.ts';
import { readForUser } from '../filter-for-user.ts';
import type { LineWriter } from '../output/line-writer.ts';
import type { Settings } from '../settings.ts';
import { listingQuery } from './begun-scan.ts';

/** Says how the filter of a listing is carried out. */
export async function explainListing(settings: Settings & { filter: string }, out: LineWriter): Promise<void> {
  const { signal: _, ...query } = listingQuery(settings);
  await readForUser([settings.filter]);
  await explainForUser(settings.filter, query, out);
}
