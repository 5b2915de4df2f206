import { checkType } from '../base/arguments.ts';
import { Rates } from '../sockets/order/rates.ts';
import { checkQuery } from '../sockets/query.ts';
import type { SocketTable } from '../sockets/table/socket-table.ts';
import { type Clock, SYSTEM_CLOCK } from './changes/clock.ts';
import { SilentSink } from './changes/silent-sink.ts';
import { Engine } from './engine.ts';
import { schedule } from './schedule.ts';
import { TableCollector } from './table-collector.ts';
import { SNAPSHOTS_KEYS, type SnapshotsQuery } from './watch-query.ts';

/**
 * Whole tables of the sockets a query asks for, one at once and one after each interval, until it is left or its signal is raised: what
 * snapshot() gives, but with owners that are searched for only where a socket is new, and all of them at each `verifyInterval`.
 * Who takes them slowly gets fewer. See watch() for the errors.
 */
export function snapshots(query: SnapshotsQuery = {}): AsyncGenerator<SocketTable, void, undefined> {
  return startSnapshots(query, SYSTEM_CLOCK);
}

/** The same by another clock. */
export function startSnapshots(query: SnapshotsQuery, clock: Clock): AsyncGenerator<SocketTable, void, undefined> {
  checkQuery(query, SNAPSHOTS_KEYS);
  const { rates: asked, ...followed } = query;
  checkType('rates', asked, 'boolean');
  const rates = asked ? new Rates() : undefined;
  const controller = new AbortController();
  const newSink = (...args: ConstructorParameters<typeof SilentSink>) => new SilentSink(...args);
  const engine = new Engine(followed, clock, controller.signal, { newSink, widened: false, counted: asked });
  let collector: TableCollector | undefined;
  return schedule(followed, engine, clock, controller, {
    tick() {
      collector = new TableCollector(clock);
      return engine.tick(collector);
    },
    async take() {
      await engine.sink.ended.release(engine.pause);
      const full = collector;
      // Its batches are copied: while nothing is to be done they need not be kept.
      collector = undefined;
      const { report, known, owners, pause, looks } = engine;
      const filtered = query.filter === undefined ? undefined : { looks, asked: query };
      return full?.table(report.scan, known, owners, pause, { rates, filtered });
    },
  });
}
