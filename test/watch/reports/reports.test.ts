import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import type { Change, SocketChange } from '../../../src/watch/changes/change.ts';
import { momentOf, SYSTEM_CLOCK } from '../../../src/watch/changes/clock.ts';
import type { OpenedReports, ReportedStream, Reports } from '../../../src/watch/reports/reports.ts';
import { startWatch, type Watch } from '../../../src/watch/watch.ts';
import type { WatchQuery } from '../../../src/watch/watch-query.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { loopbackUp } from '../../support/loopback.ts';
import { type MadeRow, madeTable } from '../../support/made-table.ts';
import { skipUnless } from '../../support/skip.ts';

const HOUR = 3_600_000;
const skip =
  skipUnless(!namespaceMissing, `${namespaceMissing}`) ||
  skipUnless(loadAddon().addon !== undefined, `no addon: ${loadAddon().reason}`);

/** Reports that no kernel has sent: a test says them. */
class SaidReports implements Reports {
  readonly receiveBuffer = 4711;
  readonly delay = 0;
  failure: Error | undefined;
  closed = 0;
  /** Whether a socket that a look did not find is there all the same. */
  there = false;
  readonly asked: number[] = [];
  readonly #said: (() => void)[] = [];

  constructor(readonly stream: ReportedStream) {}

  get waiting(): boolean {
    return this.#said.length > 0;
  }

  ended(row: MadeRow): void {
    const table = madeTable([{ ...row, state: 'CLOSE' }], { tcpInfo: true });
    const { follower, clock, notify } = this.stream;
    this.#said.push(() => follower.ended(table, 0, undefined, momentOf(clock), Number.NEGATIVE_INFINITY));
    notify();
  }

  fail(error: Error): void {
    this.failure = error;
    this.stream.notify();
  }

  async settle(): Promise<void> {
    for (const tell of this.#said.splice(0)) tell();
  }

  async flush(): Promise<void> {
    await this.settle();
  }

  async stillThere(slots: readonly number[]): Promise<ReadonlySet<number>> {
    this.asked.push(...slots);
    return new Set(this.there ? slots : []);
  }

  close(): void {
    this.closed++;
  }
}

const told = (change: Change) =>
  change.type === 'gap' ? `gap ${change.lost}` : `${change.type} ${(change as SocketChange).socket?.localPort}`;

describe('a stream with reports of another source', { skip }, () => {
  let server: Server;
  let port: number;
  let reports: SaidReports;
  let stream: Watch;

  beforeEach(async () => {
    loopbackUp();
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    await stream.return();
    assert.ok(reports.closed > 0, 'whatever ends the stream closes its reports');
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });

  const start = async (query: WatchQuery = {}, unreported: OpenedReports['unreported'] = {}) => {
    stream = startWatch({ protocols: ['tcp'], interval: HOUR, ...query }, SYSTEM_CLOCK, (_query, _sources, given) => {
      reports = new SaidReports(given);
      return { reports, unreported };
    });
    return next();
  };
  const next = async () => [...((await stream.next()).value ?? [])];

  it('tells of ends that only these say, without a look', async () => {
    const [listener] = (await start()) as SocketChange[];
    assert.equal(listener?.socket.localPort, port);
    const telling = next();
    reports.ended({ cookie: 1 << 30, localPort: 7, remotePort: 8 });
    const [stranger] = (await telling) as SocketChange[];
    assert.deepEqual([stranger?.type, stranger?.socket.localPort, stranger?.unseen], ['closed', 7, true]);
    reports.ended({ cookie: Number(listener?.socket.cookie), localPort: port, remotePort: 0 });
    assert.deepEqual((await next()).map(told), [`closed ${port}`]);
    const { ticks, ends, receiveBuffer } = stream.report;
    assert.deepEqual([ticks, ends, receiveBuffer], [1, { tcp: { source: 'kernel' } }, 4711]);
  });

  it('tells of their gaps, counts them, and looks at once', async () => {
    await start();
    const telling = next();
    reports.stream.gap(7);
    assert.deepEqual((await telling).map(told), ['gap 7']);
    reports.stream.gap(null);
    assert.deepEqual((await next()).map(told), ['gap null']);
    const { ticks, gaps, lost } = stream.report;
    assert.deepEqual([ticks, gaps, lost], [3, 2, 7]);
  });

  it('ends with their failure, after what came before it', async () => {
    await start();
    const telling = next();
    reports.ended({ cookie: 1 << 30, localPort: 7, remotePort: 8 });
    assert.deepEqual((await telling).map(told), ['closed 7']);
    const failing = next();
    reports.fail(new Error('enough'));
    await assert.rejects(failing, { message: 'enough' });
  });

  it('asks them for what a look did not find', async () => {
    await start();
    server.close();
    await once(server, 'close');
    reports.there = true;
    reports.stream.gap(1);
    assert.deepEqual((await next()).map(told), ['gap 1']);
    reports.there = false;
    reports.stream.gap(2);
    assert.deepEqual((await next()).map(told), ['gap 2', `closed ${port}`]);
    assert.equal(reports.asked.length, 2);
  });

  it('says why a protocol is not among them, and does not ask them for it', async () => {
    await start({ protocols: ['tcp', 'udp'] }, { tcp: 'nobody says' });
    assert.deepEqual(stream.report.ends, {
      tcp: { source: 'polling', reason: 'nobody says' },
      udp: { source: 'kernel' },
    });
    server.close();
    await once(server, 'close');
    reports.stream.gap(1);
    assert.deepEqual((await next()).map(told), ['gap 1', `closed ${port}`]);
    assert.deepEqual(reports.asked, []);
  });

  it('hears them no more where the tables have no cookies to know their sockets by', async () => {
    await start({ source: 'procfs' });
    const { ends, receiveBuffer } = stream.report;
    assert.deepEqual([reports.closed, receiveBuffer, ends.tcp?.source], [1, null, 'polling']);
  });
});
