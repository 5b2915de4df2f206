import type { ChangeBatch } from './changes/change-batch.ts';
import { ChangeWriter } from './changes/change-writer.ts';
import { type Clock, SYSTEM_CLOCK } from './changes/clock.ts';
import type { WatchReport } from './changes/watch-report.ts';
import { Engine } from './engine.ts';
import { type OpenReports, openReports } from './reports/open-reports.ts';
import { schedule } from './schedule.ts';
import type { WatchQuery } from './watch-query.ts';

/**
 * The changes of the sockets a query asks for, in batches, until it is left or its signal is raised. The first batch holds every socket
 * that is there; each further one what changed, when the kernel reports an end, and after each interval. There is none for nothing;
 * an empty one where a look could not read all of a part any more, or could again, as its report says.
 *
 * ```ts
 * for await (const batch of watch({ protocols: ['tcp'], owners: true })) {
 *   for (const change of batch) if (change.type === 'closed') console.log(change.socket.remoteAddress, change.age);
 * }
 * ```
 *
 * A socket is the same by its cookie, for as long as it lives, through TIME_WAIT too: it is `present` or `opened` once, and `closed` once.
 * `states` say when a socket comes into the stream; it then stays until it ends.
 * To end it from elsewhere raise the signal: return() waits for the batch that is being waited for, as it does in any generator.
 * @throws TypeError for a query that is not one
 * @throws SockdiagError what failed, with code, syscall and errno
 */
export function watch(query: WatchQuery = {}): Watch {
  return startWatch(query, SYSTEM_CLOCK);
}

/** The batches of a stream, and what it says of itself. */
export interface Watch extends AsyncGenerator<ChangeBatch, void, undefined> {
  /** Grows while the stream runs. */
  readonly report: WatchReport;
}

/** The same by another clock, and with other reports. */
export function startWatch(query: WatchQuery, clock: Clock, open: OpenReports = openReports): Watch {
  const controller = new AbortController();
  const newSink = (...args: ConstructorParameters<typeof ChangeWriter>) => new ChangeWriter(...args);
  const engine = new Engine(query, clock, controller.signal, { newSink, widened: true, openReports: open });
  const takeBatch = () => engine.takeSink().finish({ ...engine.report, ends: { ...engine.report.ends } }, engine.pause);
  const batches = schedule(query, engine, clock, controller, {
    tick: () => engine.tick(),
    // The first batch comes even where there is no socket: then it says so.
    take: async (first) => {
      const turned = engine.takeUnreadChanged();
      if (first || turned || engine.sink.length > 0) return takeBatch();
      // Sockets in states that are not wanted end without a word.
      await engine.sink.ended.release(engine.pause);
      return undefined;
    },
  });
  return Object.defineProperty(batches, 'report', { value: engine.report, enumerable: true }) as Watch;
}
