import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PROTOCOLS, type Protocol, type Query, type SocketJSON, snapshot } from '../../src/index.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { KNOWN_DIFFERENCES, knownDifference, ONLY_IN_PROCFS } from '../support/known-differences.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

// Retransmissions go on, ever more slowly: between two looks there are few.
const ATTEMPTS = 20;
const MILLISECONDS_APART = 5000;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('both sources of one world', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  const rowsOf = async (query: Query) => (await snapshot(query)).toJSON();

  /** sock_diag's rows and those of /proc, of a moment in which nothing moved. */
  async function both(query: Query): Promise<{ netlink: SocketJSON[]; procfs: SocketJSON[] }> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const earlier = await rowsOf({ ...query, source: 'netlink' });
      const procfs = await rowsOf({ ...query, source: 'procfs' });
      const netlink = await rowsOf({ ...query, source: 'netlink' });
      const still = (rows: SocketJSON[]) => JSON.stringify(rows.map(({ expires, tcpInfo, ...rest }) => rest));
      if (still(earlier) === still(netlink)) return { netlink, procfs };
    }
    throw new Error('the world never stood still');
  }

  async function diagProtocols(): Promise<Protocol[]> {
    const { report } = await snapshot({ source: 'netlink' });
    return PROTOCOLS.filter((protocol) => report.sources[protocol]?.source === 'netlink');
  }

  it('has every protocol this kernel must have in sock_diag', async () => {
    const protocols = await diagProtocols();
    for (const protocol of ['tcp', 'udp', 'unix'] as const) assert.ok(protocols.includes(protocol), protocol);
  });

  it('gives the same rows in the same order, and the same in them but for what one cannot know', async () => {
    const used = new Set<unknown>();
    for (const protocol of await diagProtocols()) {
      const { netlink, procfs } = await both({ protocols: [protocol] });
      const listed = procfs.filter((row) => !ONLY_IN_PROCFS.test(row));
      assert.deepEqual(listed.map(identity), netlink.map(identity));
      assert.ok(netlink.length > 0 || ['sctp', 'dccp'].includes(protocol), `${protocol}: the world has some`);
      netlink.forEach((row, i) => {
        for (const difference of compareRows(row, listed[i] as SocketJSON)) used.add(difference);
      });
    }
    for (const difference of KNOWN_DIFFERENCES)
      assert.ok(used.has(difference), `no such difference: ${difference.why}`);
  });

  it('has the connections not yet accepted in /proc alone', async () => {
    const { netlink, procfs } = await both({ protocols: ['unix'] });
    assert.equal(netlink.filter(ONLY_IN_PROCFS.test).length, 0);
    assert.ok(procfs.filter(ONLY_IN_PROCFS.test).length > 0);
  });

  it('counts retransmissions the same when sock_diag is asked for tcp_info', async () => {
    const { netlink, procfs } = await both({ protocols: ['tcp'], tcpInfo: true });
    const counters = ({ state, timer, retransmits, probes }: SocketJSON) => ({ state, timer, retransmits, probes });
    const settled = (rows: SocketJSON[]) => rows.filter(({ state }) => state !== 'SYN_RECV').map(counters);
    assert.deepEqual(settled(procfs), settled(netlink));
    assert.ok(netlink.some(({ tcpInfo }) => tcpInfo) && !procfs.some(({ tcpInfo }) => tcpInfo));
  });

  it('gives the same owners', async () => {
    const { netlink, procfs } = await both({ protocols: ['tcp', 'udp'], owners: true });
    const owners = (rows: SocketJSON[]) => rows.map((row) => ({ inode: row.inode, owners: row.owners }));
    assert.deepEqual(owners(procfs), owners(netlink));
  });

  it('gives the same of every single state and family', async () => {
    for (const states of [['LISTEN'], ['TIME_WAIT', 'CLOSE_WAIT'], ['SYN_SENT'], ['SYN_RECV'], ['CLOSE']] as const) {
      for (const families of [['inet'], ['inet6']] as const) {
        const { netlink, procfs } = await both({ protocols: ['tcp', 'udp'], states, families });
        assert.deepEqual(procfs.map(identity), netlink.map(identity), `${states} ${families}`);
        for (const { state } of netlink) assert.ok((states as readonly string[]).includes(state));
      }
    }
  });
});

/** What tells a socket from another, in both sources. */
function identity({ protocol, family, state, inode, localAddress, localPort, remoteAddress, remotePort }: SocketJSON) {
  return { protocol, family, state, inode, local: [localAddress, localPort], remote: [remoteAddress, remotePort] };
}

/** Asserts that two rows are the same but for known differences; returns those that were there. */
function compareRows(netlink: SocketJSON, procfs: SocketJSON): unknown[] {
  const found: unknown[] = [];
  for (const field of new Set([...Object.keys(netlink), ...Object.keys(procfs)])) {
    const [ours, theirs] = [netlink, procfs].map((row: Record<string, unknown>) => row[field]);
    if (JSON.stringify(ours) === JSON.stringify(theirs)) continue;
    const known = knownDifference(netlink, field);
    const where = `${field} of ${JSON.stringify(netlink)} is ${JSON.stringify(theirs)} in /proc`;
    assert.ok(known, where);
    if ('netlink' in known) assert.equal(ours, known.netlink, where);
    if ('procfs' in known) assert.equal(theirs, known.procfs, where);
    if (field === 'expires') assert.ok(Math.abs(Number(ours) - Number(theirs)) < MILLISECONDS_APART, where);
    if (field === 'path') assert.equal(String(ours).replaceAll('\0', '@'), theirs, where);
    found.push(known);
  }
  return found;
}
