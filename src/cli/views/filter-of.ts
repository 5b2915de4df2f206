import type { ReadFilter } from '../../sockets/start-scan.ts';
import type { Settings } from '../settings.ts';

/** Few listings have a filter, whose language is loaded for it. What is wrong with it is said before anything is listed. */
export async function readForUser({ filter }: Settings): Promise<ReadFilter | undefined> {
  if (filter === undefined) return undefined;
  const { readResolved } = await import('../../sockets/read-filter.ts');
  return readResolved(filter);
}
