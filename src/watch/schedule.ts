import type { Clock } from './changes/clock.ts';
import type { Engine } from './engine.ts';
import type { WatchQuery } from './watch-query.ts';

/** What is done with each tick. */
export interface Steps<Item> {
  tick(): Promise<void>;
  /** What there is to give; undefined for nothing. */
  take(first: boolean): Promise<Item | undefined>;
}

/**
 * Ticks at each interval, one after the other: one that takes longer lets the next begin at the first moment after it that it would
 * have had anyway. Nothing is done while what was given is not yet used up.
 */
export async function* schedule<Item>(
  query: WatchQuery,
  engine: Engine,
  clock: Clock,
  controller: AbortController,
  steps: Steps<Item>,
): AsyncGenerator<Item, void, undefined> {
  const { interval } = engine.settings;
  let given = false;
  const abort = () => {
    controller.abort(query.signal?.reason);
    // Perhaps nobody comes back for more.
    if (given) engine.close();
  };
  query.signal?.throwIfAborted();
  query.signal?.addEventListener('abort', abort, { once: true });
  try {
    engine.begin();
    let due = clock.monotonic();
    for (let first = true; ; first = false) {
      if (await engine.wait(due)) {
        await steps.tick();
        // A tick that made up for a gap comes in between, and the next one when it was due.
        due += interval * (Math.floor((clock.monotonic() - due) / interval) + 1);
      }
      const item = await steps.take(first);
      if (item === undefined) continue;
      given = true;
      yield item;
      given = false;
    }
  } finally {
    query.signal?.removeEventListener('abort', abort);
    controller.abort();
    engine.close();
  }
}
