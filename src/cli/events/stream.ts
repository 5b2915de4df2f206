import type { ChangeBatch, WatchQuery } from '../../index.ts';

/** A query that names its protocols and its interval. */
export type EventQuery = WatchQuery & Required<Pick<WatchQuery, 'protocols' | 'interval'>>;

/** What watch() is to the command. */
export type OpenStream = (query: WatchQuery) => AsyncIterable<ChangeBatch>;
