import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Query, type Socket, snapshot, type WatchQuery } from '../../src/index.ts';
import { Following } from '../support/following.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { Stirring } from '../support/stirring.ts';

const SECONDS = 2;
const ROUNDS = 2;
const INTERVAL = 50;
const ATTEMPTS = 20;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

/** All that is one socket's for as long as nothing is done with it, but what is no change unless it is asked for. */
function rowOf(socket: Socket): string {
  const { protocol, family, state, localAddress, localPort, remoteAddress, remotePort } = socket;
  const { inode, cookie, type, path, peerInode, interface: device } = socket;
  const addresses = [localAddress, localPort, remoteAddress, remotePort, device, path, peerInode];
  // Likewise a stream knows still that it was root's, where the kernel has come to say so of everybody's.
  const uid = inode === 0 ? socket.uid || null : socket.uid;
  // Nobody holds what has no inode; who held it last is said in a stream, and not in a snapshot.
  const owners = inode === 0 ? [] : socket.owners.map(({ pid, name }) => `${pid}/${name}`);
  return JSON.stringify([protocol, family, state, type, ...addresses, uid, inode, `${cookie}`, [...new Set(owners)]]);
}

const rowsOf = (sockets: Iterable<Socket>) => Array.from(sockets, rowOf).sort();

describe('under churn of every kind the changes of a stream make the table that snapshot() gives', { skip }, () => {
  const streams: [string, Following, WatchQuery][] = [];
  let world: Stirring;

  before(async () => {
    world = await Stirring.start();
    await world.stir(0.5);
    const queries: Record<string, WatchQuery> = {
      'of all sockets': {},
      'of TCP and UDP': { protocols: ['tcp', 'udp'] },
      'of UNIX sockets': { protocols: ['unix'] },
      'of IPv4': { protocols: ['tcp', 'udp'], families: ['inet'] },
      'of IPv6': { protocols: ['tcp', 'udp'], families: ['inet6'] },
      'of listening ones': { states: ['LISTEN'] },
      'of connected ones': { protocols: ['tcp', 'udp'], states: ['ESTABLISHED'] },
      'of those in TIME_WAIT': { protocols: ['tcp'], states: ['TIME_WAIT'] },
      'of connections that were once established': { protocols: ['tcp'], states: ['ESTABLISHED', 'CLOSE_WAIT'] },
      'with owners': { owners: true, verifyInterval: 2 * INTERVAL },
      "with each one's first owner": { owners: 'first', verifyInterval: 2 * INTERVAL, ownerMethod: 'procfs' },
      'of some processes': { protocols: ['tcp', 'udp'], pids: [world.pids[1] as number], owners: true },
      'to a port': { protocols: ['tcp'], remotePorts: [world.port] },
      'at a port': { protocols: ['tcp'], localPorts: [world.port] },
      'from /proc, with owners': { source: 'procfs', owners: true, verifyInterval: 2 * INTERVAL },
      'from /proc, of listening ones': { source: 'procfs', states: ['LISTEN'] },
    };
    for (const [what, query] of Object.entries(queries)) {
      streams.push([what, await Following.start({ ...query, interval: INTERVAL }), query]);
    }
  });
  after(async () => {
    await Promise.all(streams.map(([, following]) => following.stop()));
    await world.stop();
  });

  /** Of what is in one and not the other, when nothing moves any more. */
  async function compare(following: Following, query: Query) {
    const { interval, verifyInterval, ...asked } = query as WatchQuery;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = rowsOf(await snapshot(asked));
      await following.catchUp();
      const wanted = ({ state }: Socket) => query.states?.includes(state) ?? true;
      const replayed = rowsOf([...following.replay.sockets.values()].filter(wanted));
      if (JSON.stringify(before) === JSON.stringify(rowsOf(await snapshot(asked)))) {
        assert.ok(before.length > 0, 'there are some');
        assert.deepEqual(replayed, before);
        return;
      }
    }
    throw new Error('the world never stood still');
  }

  for (let round = 1; round <= ROUNDS; round++) {
    it(`round ${round}`, async (test) => {
      await world.stir(SECONDS);
      for (const [what, following, query] of streams) await test.test(what, () => compare(following, query));
    });
  }

  it('without a gap', () => {
    for (const [what, { replay, report }] of streams) {
      assert.ok(replay.of('closed').length > 0, what);
      assert.deepEqual([report.gaps, report.lost], [0, 0], what);
    }
  });
});
