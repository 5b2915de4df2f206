import type { WatchQuery } from '../../index.ts';
import { socketColumns } from '../data/columns.ts';
import { askedFor } from '../data/sockets/columns.ts';
import type { Settings } from '../settings.ts';
import { EVENT_COLUMNS } from './json-columns.ts';

/** Every field there is. */
const ALL = 'all';

/**
 * Names of the columns of each change's socket; undefined for all there are.
 * @throws Exit for a word that names none
 */
export function eventColumns({ columns }: Pick<Settings, 'columns'>): readonly string[] | undefined {
  if (columns === undefined) return EVENT_COLUMNS;
  return columns.includes(ALL) ? undefined : socketColumns(columns).map(({ name }) => name);
}

/** What a stream must ask for so that the named columns can be filled. */
export function askedOfStream({ columns = [] }: Pick<Settings, 'columns'>): Partial<WatchQuery> {
  if (columns.includes(ALL)) return {};
  const { owners, tcpInfo, memory, fields } = askedFor(socketColumns(columns));
  return {
    ...(owners && { owners }),
    ...(tcpInfo && { tcpInfo }),
    ...(memory && { memory }),
    ...(fields.length > 0 && { fields }),
  };
}
