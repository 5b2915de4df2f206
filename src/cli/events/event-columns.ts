import type { WatchQuery } from '../../index.ts';
import { socketColumns } from '../data/columns.ts';
import { askedFor } from '../data/sockets/columns.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import type { Settings } from '../settings.ts';

/** Every field there is. */
const ALL = 'all';

/** What lines of JSON have of a change: what is chosen for them, all there is, or these columns of its socket. */
export type EventColumns = 'default' | typeof ALL | readonly string[];

/** @throws Exit for a word that names none */
export function eventColumns({ columns }: Pick<Settings, 'columns'>): EventColumns {
  if (columns === undefined) return 'default';
  if (columns.includes(ALL)) return ALL;
  const fields = socketColumns(columns);
  if (fields.some(({ name }) => name === 'ownerUid' || name === 'ownerUser'))
    throw new Exit(EXIT_USAGE, 'sockdiag: events: --columns: a change does not say who a process runs as');
  return fields.map(({ name }) => name);
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
