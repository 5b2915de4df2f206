import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AF_UNIX, type State } from '../../../src/uapi/sockets.ts';
import { rowOf } from '../../../src/watch/known/known-sockets.ts';
import { randomNumbers } from '../../support/fixtures.ts';
import { Followed } from '../../support/followed.ts';
import { type MadeRow, madeTable, tcpInfo } from '../../support/made-table.ts';

const connection = (cookie: number, state: State = 'ESTABLISHED'): MadeRow => ({
  cookie,
  state,
  inode: state === 'TIME_WAIT' ? 0 : cookie,
  localPort: cookie,
});

describe('looks at the tables', () => {
  it('say what was present, what came, what changed, what went', async () => {
    const followed = new Followed();
    const [a, b] = [connection(1), connection(2)];
    assert.deepEqual(await followed.tick(0, [a, b]), ['present 1 ESTABLISHED', 'present 2 ESTABLISHED']);
    assert.deepEqual(await followed.tick(100, [a, b]), []);
    assert.deepEqual(await followed.tick(200, [connection(3), { ...b, state: 'CLOSE_WAIT' }, a]), [
      'opened 3 ESTABLISHED',
      'changed 2 ESTABLISHED CLOSE_WAIT',
    ]);
    assert.deepEqual(await followed.tick(300, [connection(3)]), [
      'closed 1 ESTABLISHED 200..NaN',
      'closed 2 CLOSE_WAIT 200..NaN',
    ]);
    assert.deepEqual(await followed.tick(400, []), ['closed 3 ESTABLISHED 100..300']);
    assert.deepEqual(await followed.tick(500, []), []);
  });

  it('say nothing of an empty world, and what comes to it is opened', async () => {
    const followed = new Followed();
    assert.deepEqual(await followed.tick(0, []), []);
    assert.deepEqual(await followed.tick(100, [connection(1)]), ['opened 1 ESTABLISHED']);
  });

  it('may give the sockets in any order, in any number of batches', async () => {
    const followed = new Followed();
    const rows = Array.from({ length: 100 }, (_, i) => connection(i + 1));
    await followed.tick(0, rows);
    assert.deepEqual(await followed.tick(100, [...rows].reverse()), []);
    followed.follower.beginTick(200);
    for (const row of rows) followed.follower.see(madeTable([row]));
    assert.deepEqual(await followed.follower.missing(async () => {}), []);
    assert.deepEqual(followed.lines(), []);
  });

  it('may give a socket twice', async () => {
    const followed = new Followed();
    const a = connection(1);
    assert.deepEqual(await followed.tick(0, [a, a]), ['present 1 ESTABLISHED']);
    assert.deepEqual(await followed.tick(100, [a, { ...a, state: 'CLOSE_WAIT' }]), [
      'changed 1 ESTABLISHED CLOSE_WAIT',
    ]);
  });

  it('promise no more than they know of the age of a socket that one of them passed over', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1)]);
    await followed.tick(100, [connection(1)]);
    followed.follower.beginTick(200);
    followed.follower.endTick();
    assert.deepEqual(await followed.tick(300, []), ['closed 1 ESTABLISHED 0..NaN']);
  });

  it('take a slot that was used before for a new socket', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1)]);
    await followed.tick(100, []);
    await followed.release();
    assert.deepEqual(await followed.tick(200, [connection(1)]), ['opened 2 ESTABLISHED']);
    assert.equal(followed.known.slots, 1);
  });

  it('tell which slot each row is in', async () => {
    const followed = new Followed();
    await followed.tick(0, [connection(1), connection(2)]);
    followed.follower.beginTick(100);
    const slots = new Uint32Array(3);
    followed.follower.see(madeTable([connection(3), connection(2), connection(1)]), slots);
    const ports = Array.from(slots, (slot) => followed.known.page(slot).table.localPort[rowOf(slot)]);
    assert.deepEqual(ports, [3, 2, 1]);
  });

  it('find what is missing in slices, and let other work have its turn', async () => {
    const followed = new Followed();
    const rows = Array.from({ length: 70_000 }, (_, i) => ({ cookie: i + 1 }));
    await followed.tick(0, rows);
    followed.follower.beginTick(100);
    followed.follower.see(madeTable(rows.filter(({ cookie }) => cookie % 1000 !== 0)));
    let pauses = 0;
    const missing = await followed.follower.missing(async () => {
      pauses++;
    });
    assert.deepEqual([missing.length, pauses], [70, 2]);
  });
});

describe('a change', () => {
  const before: MadeRow = { cookie: 5, inode: 5, uid: 1, localPort: 5 };
  const unix: MadeRow = { protocol: 'unix', family: AF_UNIX, state: 'CLOSE', cookie: 6, inode: 6, peerInode: 0 };
  for (const [what, from, to] of [
    ['another state', before, { ...before, state: 'FIN_WAIT1' }],
    ['another port', before, { ...before, localPort: 6 }],
    ['another address', before, { ...before, remote: [10, 0, 0, 1] }],
    ['another user', before, { ...before, uid: 2 }],
    ['an inode, when it was accepted', { ...before, inode: 0 }, before],
    ['no inode any more', before, { ...before, inode: 0 }],
    ['a name', unix, { ...unix, path: '/run/socket' }],
    ['a peer', unix, { ...unix, peerInode: 9 }],
  ] as const) {
    it(`is ${what}, told once`, async () => {
      const followed = new Followed();
      await followed.tick(0, [from]);
      assert.equal((await followed.tick(1, [to])).length, 1);
      assert.deepEqual(await followed.tick(2, [to]), []);
    });
  }

  it('is no user that the kernel no longer says: what was known stays known', async () => {
    const followed = new Followed();
    await followed.tick(0, [before]);
    assert.deepEqual(await followed.tick(1, [{ ...before, uid: null }]), []);
    assert.equal((await followed.tick(2, [{ ...before, state: 'TIME_WAIT', inode: 0, uid: null }])).length, 1);
    const { table } = followed.known.page(0);
    table.length = 1;
    assert.equal(table.at(0)?.uid, 1);
  });

  it('is a user that was not known before, and a socket in the slot of another one has not its user', async () => {
    const followed = new Followed();
    const page = () => followed.known.page(0).table;
    await followed.tick(0, [before]);
    await followed.tick(1, []);
    await followed.release();
    await followed.tick(2, [{ ...before, cookie: 6, inode: 0, uid: null }]);
    page().length = 1;
    assert.equal(page().at(0)?.uid, null);
    assert.equal((await followed.tick(3, [{ ...before, cookie: 6, inode: 0, uid: 0 }])).length, 1);
    assert.equal(page().at(0)?.uid, 0);
  });

  const info = (words: Parameters<typeof tcpInfo>[0]) => ({ ...before, tcpInfo: tcpInfo(words) });
  for (const [what, noticed, to, told] of [
    ['a queue', { queues: true }, { ...before, recvQ: 1 }, 1],
    ['a queue that nobody asks for', { tcpInfo: true }, { ...before, sendQ: 1 }, 0],
    ['tcp_info', { tcpInfo: true }, info({ bytesAcked: 9 }), 1],
    ['tcp_info that nobody asks for', { queues: true }, info({ bytesAcked: 9 }), 0],
    ['the time since it was used', { tcpInfo: true }, info({ lastDataSent: 9 }), 0],
    ['both', { queues: true, tcpInfo: true }, { ...info({ rtt: 9 }), recvQ: 1 }, 1],
  ] as const) {
    it(`${told ? 'is' : 'is not'} ${what}`, async () => {
      const followed = new Followed({}, noticed);
      await followed.tick(0, [info({})]);
      assert.deepEqual(await followed.tick(1, [to]), told ? ['changed 1 ESTABLISHED ESTABLISHED'] : []);
      assert.deepEqual(await followed.tick(2, [to]), []);
    });
  }

  for (const [what, query, to, told] of [
    ['a mark', { fields: ['mark'] }, { ...before, mark: 8 }, 1],
    ['a mark that nobody asks for', {}, { ...before, mark: 8 }, 0],
    ['a mark that is not told any more', { fields: ['mark'] }, before, 0],
  ] as const) {
    it(`${told ? 'is' : 'is not'} ${what}`, async () => {
      const followed = new Followed(query);
      await followed.tick(0, [{ ...before, mark: 7 }]);
      assert.deepEqual(await followed.tick(1, [to]), told ? ['changed 1 ESTABLISHED ESTABLISHED'] : []);
      assert.deepEqual(await followed.tick(2, [to]), []);
      if (query.fields) assert.equal(followed.known.page(0).table.mark?.[0], told ? 8 : 7);
    });
  }

  it('that is not told is known all the same', async () => {
    const followed = new Followed();
    await followed.tick(0, [info({})]);
    await followed.tick(1, [{ ...info({ rtt: 33 }), recvQ: 7 }]);
    const { table } = followed.known.page(0);
    assert.equal(table.recvQ[0], 7);
    assert.deepEqual(new Uint8Array(followed.known.tcpInfo.at(0)), tcpInfo({ rtt: 33 }));
  });
});

describe('sockets whose owners are to be looked for', () => {
  it('are new ones with an inode, and those that were accepted', async () => {
    const followed = new Followed();
    const { ownerless } = followed.follower;
    await followed.tick(0, [connection(1), { ...connection(2), inode: 0 }, connection(3, 'TIME_WAIT')]);
    assert.deepEqual(ownerless.splice(0), [0]);
    await followed.tick(1, [connection(1), connection(2), connection(3, 'TIME_WAIT'), connection(4)]);
    assert.deepEqual(ownerless.splice(0), [1, 3]);
    await followed.tick(2, [connection(1), connection(2), connection(4, 'TIME_WAIT')]);
    assert.deepEqual(ownerless, []);
  });
});

/** Replays lines into a map from number to state, and checks that each socket comes and goes once. */
class Model {
  readonly states = new Map<number, string>();
  readonly #gone = new Set<number>();

  apply(lines: readonly string[]): void {
    for (const line of lines) {
      const [type, number, first, second] = line.split(' ') as [string, string, string, string];
      const id = Number(number);
      assert.equal(this.#gone.has(id), false, line);
      assert.equal(this.states.has(id), type === 'changed' || type === 'closed', line);
      if (type === 'closed') {
        this.states.delete(id);
        this.#gone.add(id);
      } else this.states.set(id, type === 'changed' ? second : first);
    }
  }
}

describe('random tables', () => {
  const STATES = ['ESTABLISHED', 'CLOSE_WAIT', 'FIN_WAIT1', 'TIME_WAIT', 'LISTEN'] as const;

  it('are what the changes make of the ones before', async () => {
    const followed = new Followed();
    const model = new Model();
    const random = randomNumbers(99);
    const world = new Map<number, MadeRow>();
    for (let tick = 1; tick <= 300; tick++) {
      for (let i = 0; i < 20; i++) {
        const cookie = 1 + random(400);
        const state = STATES[random(STATES.length)] as State;
        if (random(3) === 0) world.delete(cookie);
        // What was once in TIME_WAIT has no way back.
        else if (world.get(cookie)?.state !== 'TIME_WAIT') world.set(cookie, connection(cookie, state));
      }
      const rows = [...world.values()];
      for (let i = 0; i < 5; i++) {
        const at = random(Math.max(rows.length, 1));
        rows.push(...rows.splice(at, 3));
      }
      model.apply(await followed.tick(tick, rows));
      if (random(2) === 0) await followed.release();
      assert.deepEqual([...model.states.values()].sort(), rows.map(({ state }) => state).sort(), `tick ${tick}`);
    }
    assert.ok(followed.known.slots < 450, `${followed.known.slots} slots for 400 sockets`);
  });

  it('of /proc, without cookies, are too', async () => {
    const followed = new Followed();
    const model = new Model();
    const random = randomNumbers(98);
    const world = new Map<number, MadeRow>();
    let inode = 0;
    for (let tick = 1; tick <= 300; tick++) {
      for (let i = 0; i < 10; i++) {
        const localPort = 1 + random(100);
        const before = world.get(localPort);
        const way = random(4);
        if (way === 0) world.delete(localPort);
        else if (before === undefined || before.state === 'TIME_WAIT')
          world.set(localPort, { localPort, inode: ++inode });
        else if (way === 1) world.set(localPort, { localPort, inode: 0, state: 'TIME_WAIT' });
        else world.set(localPort, { ...before, state: 'CLOSE_WAIT' });
      }
      model.apply(await followed.tick(tick, [...world.values()]));
      await followed.release();
      const states = [...world.values()].map(({ state = 'ESTABLISHED' }) => state);
      assert.deepEqual([...model.states.values()].sort(), states.sort(), `tick ${tick}`);
    }
  });
});
