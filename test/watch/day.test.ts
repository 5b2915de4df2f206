import assert from 'node:assert/strict';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket as TcpSocket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import type { ChangeBatch } from '../../src/watch/changes/change-batch.ts';
import type { Clock } from '../../src/watch/changes/clock.ts';
import { startWatch } from '../../src/watch/watch.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { loopbackUp } from '../support/loopback.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing, `${namespaceMissing}`);

const INTERVAL = 10_000;
const DAY = 24 * 60 * 60 * 1000;
const TICKS = DAY / INTERVAL;
/** A connection and a UDP socket come so often, in ticks, and stay for half of that. */
const PERIOD = 60;
const MOST_GROWTH = 4 << 20;

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

/** What native handles hold is let go of a turn after these are collected. */
async function memoryInUse(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await setImmediate();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Time that passes as fast as who sleeps by it wakes up. Once between two ticks something may happen in the world. */
class FastClock implements Clock {
  now = 0;
  happen: (tick: number) => Promise<void> = async () => {};
  #last = -1;

  monotonic(): number {
    return this.now;
  }

  wall(): number {
    return this.now;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    const tick = Math.floor(this.now / INTERVAL);
    if (tick > this.#last) await this.happen(tick);
    this.#last = tick;
    await setImmediate();
    signal.throwIfAborted();
    this.now += ms;
  }
}

/** A connection and a UDP socket that come and go. */
class World {
  readonly server: Server = createServer();
  #open: (TcpSocket | UdpSocket)[] = [];
  made = 0;

  async open(): Promise<void> {
    this.made++;
    const client = connect((this.server.address() as AddressInfo).port, '127.0.0.1');
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    const connection = once(this.server, 'connection') as Promise<[TcpSocket]>;
    await Promise.all([once(client, 'connect'), once(udp, 'listening'), connection]);
    const [accepted] = await connection;
    accepted.on('error', () => {});
    this.#open = [client, udp, accepted];
  }

  /** By a reset: nothing stays in TIME_WAIT, which goes by the kernel's clock. */
  async close(): Promise<void> {
    const [client, udp] = this.#open as [TcpSocket, UdpSocket];
    // Not events.once(), which takes the reset for its own failure.
    const closed = this.#open.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    client.resetAndDestroy();
    udp.close();
    await Promise.all(closed);
  }
}

/** Changes by type of each socket in the stream. */
class Counts {
  readonly sockets = new Map<number, string[]>();
  other: string[] = [];

  take(batch: ChangeBatch): void {
    for (const change of batch) {
      if (!('id' in change)) this.other.push(change.type);
      else if (change.type !== 'changed') {
        const types = this.sockets.get(change.id) ?? [];
        types.push(change.type);
        this.sockets.set(change.id, types);
      }
    }
  }
}

describe('a day of ticks in fast motion', { skip }, () => {
  const world = new World();
  const clock = new FastClock();
  const controller = new AbortController();
  const counts = new Counts();
  let early = 0;

  before(async () => {
    loopbackUp();
    world.server.listen(0, '127.0.0.1');
    await once(world.server, 'listening');
    clock.happen = async (tick) => {
      if (tick === TICKS) return controller.abort();
      if (tick % PERIOD === 1) await world.open();
      else if (tick % PERIOD === PERIOD / 2) await world.close();
      if (tick === TICKS / 4) early = await memoryInUse();
    };
  });
  after(() => world.server.close());

  it('has them all, each socket once, and no more memory in the evening than in the morning', async () => {
    const { signal } = controller;
    const query = { protocols: ['tcp', 'udp'], interval: INTERVAL, signal } as const;
    const stream = startWatch(query, clock);
    const follow = async () => {
      for await (const batch of stream) counts.take(batch);
    };
    await assert.rejects(follow, { name: 'AbortError' });
    const growth = (await memoryInUse()) - early;
    const { ticks, late, gaps } = stream.report;
    assert.deepEqual({ ticks, late, gaps, other: counts.other }, { ticks: TICKS + 1, late: 0, gaps: 0, other: [] });
    const lives = [...counts.sockets.values()].map((types) => types.join(' '));
    // The listener, and for each time both ends of a connection and a UDP socket.
    const expected = ['present', ...new Array(3 * world.made).fill('opened closed')];
    assert.deepEqual(lives.sort(), expected.sort());
    assert.equal(world.made, TICKS / PERIOD);
    assert.ok(growth < MOST_GROWTH, `grew by ${growth}`);
  });
});
