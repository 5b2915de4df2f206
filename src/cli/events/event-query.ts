import type { ChangeBatch, WatchQuery } from '../../index.ts';
import { chooseSections } from '../sections.ts';
import type { Settings } from '../settings.ts';
import { askedOfStream } from './event-columns.ts';

/** What watch() is to the command. */
export type OpenStream = (query: WatchQuery) => AsyncIterable<ChangeBatch>;

const MS = 1000;

/** What the options ask of a stream: all states unless -l is there, and UNIX sockets, of which many come and go, only by name. */
export function eventQuery(settings: Settings): WatchQuery {
  const { programs, ownerMethod, source, procRoot, interval, listening, all, filter } = settings;
  const { inet, families, unix, named } = chooseSections(settings);
  const asked = askedOfStream(settings);
  return {
    protocols: [...inet, ...(unix && named ? (['unix'] as const) : [])],
    families,
    // A UDP or raw socket that is a server is in CLOSE.
    ...(listening && !all && { states: ['LISTEN', 'CLOSE'] as const }),
    ...(programs && { owners: true }),
    ...asked,
    ...((programs || asked.owners || filter !== undefined) && { ownerMethod }),
    ...(filter !== undefined && { filter }),
    source,
    procRoot,
    // The least a stream takes.
    interval: Math.max(1, interval * MS),
  };
}
