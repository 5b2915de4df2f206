import { isEndBy } from '../base/errors.ts';
import { yieldToEventLoop } from '../base/event-loop.ts';
import type { ChangeBatch } from '../watch/changes/change-batch.ts';
import { type Moment, momentOf, SYSTEM_CLOCK } from '../watch/changes/clock.ts';
import { watch } from '../watch/watch.ts';
import { type WatchQuery, watchSettings } from '../watch/watch-query.ts';
import { recordLine } from './record-line.ts';
import { recordStart } from './record-start.ts';

/** Characters that become one piece: some milliseconds' worth of lines. */
const SLICE = 32 * 1024;

/**
 * The changes of the sockets a query asks for as the bytes of a record: NDJSON, whose first line says what is recorded. Each piece ends with a
 * line; the next one is made when it is asked for, so a slow file or socket holds the stream back as a slow reader of watch() does. When the query's
 * signal is raised it just ends, where watch() throws the reason: a pipeline then writes all that is there, and closes its file.
 *
 * ```ts
 * // For its owner alone: it says who talks to whom.
 * const file = createWriteStream('sockets.ndjson', { mode: 0o600 });
 * await pipeline(record({ protocols: ['tcp'], owners: true }), file);
 * ```
 * @param changes - what is recorded, for who has a stream already, or some changes of one: by default watch() of the query. The record says
 * of it what the query says
 * @throws TypeError for a query that is not one
 * @throws SockdiagError what failed, as watch() does
 */
export function record(
  query: WatchQuery = {},
  changes: AsyncIterable<ChangeBatch> = watch(query),
): AsyncGenerator<Uint8Array, void, undefined> {
  watchSettings(query);
  return pieces(query, changes);
}

async function* pieces(
  query: WatchQuery,
  changes: AsyncIterable<ChangeBatch>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* linesOf(query, changes);
  } catch (error) {
    if (!isEndBy(query.signal, error)) throw error;
  }
}

async function* linesOf(query: WatchQuery, changes: AsyncIterable<ChangeBatch>): AsyncGenerator<Uint8Array> {
  let text = '';
  let begun: Moment | undefined = momentOf(SYSTEM_CLOCK);
  for await (const batch of changes) {
    query.signal?.throwIfAborted();
    if (begun) text = recordStart(query, batch.report, begun);
    begun = undefined;
    for (const change of batch) {
      text += recordLine(change);
      if (text.length < SLICE) continue;
      yield Buffer.from(text);
      text = '';
      await yieldToEventLoop(query.signal);
    }
    // What is known is written, however long it takes until there is more.
    if (text !== '') yield Buffer.from(text);
    text = '';
  }
}
