import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type Socket, type SocketJSON, snapshot } from '../../src/index.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { knownDifference, ONLY_IN_PROCFS } from '../support/known-differences.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const NOBODY = 65534;
const ATTEMPTS = 20;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

/** Reads as rows of /proc/net/unix of their own, one for each state a query can name. */
const FORGED_INODE = 4242;
const forged = (flags: string, state: string) =>
  `0000000000000000: 00000002 00000000 ${flags} 0001 ${state} ${FORGED_INODE} /forged`;
const FORGERIES = {
  LISTEN: forged('00010000', '01'),
  CLOSE: forged('00000000', '01'),
  ESTABLISHED: forged('00000000', '03'),
  SYN_SENT: forged('00000000', '02'),
} as const;

describe('procFields', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start('--newlines');
  });
  after(() => world.stop());

  const rowsOf = async (query: Parameters<typeof snapshot>[0]) => (await snapshot(query)).toJSON();

  /** The merged rows and those of each source, of a moment in which nothing moved. */
  async function all(protocol: 'tcp' | 'unix') {
    const still = (rows: SocketJSON[]) => JSON.stringify(rows.map(({ expires, ...rest }) => rest));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await rowsOf({ protocols: [protocol], source: 'procfs' });
      const netlink = await rowsOf({ protocols: [protocol], source: 'netlink' });
      const merged = await rowsOf({ protocols: [protocol], procFields: [protocol] });
      const procfs = await rowsOf({ protocols: [protocol], source: 'procfs' });
      if (still(before) === still(procfs)) return { netlink, merged, procfs };
    }
    throw new Error('the world never stood still');
  }

  it('gives UNIX sockets the fields of both sources', async () => {
    const { netlink, merged, procfs } = await all('unix');
    const [diag, proc] = [byInode(netlink), byInode(procfs)];
    const withFile = merged.filter(({ inode }) => inode !== 0);
    assert.equal(withFile.length, netlink.length);
    for (const row of withFile) {
      const { refCount, path, ...rest } = row;
      const { refCount: _, path: name, ...known } = diag.get(row.inode as number) as SocketJSON;
      assert.deepEqual(rest, known);
      assert.equal(refCount, proc.get(row.inode as number)?.refCount);
      assert.ok(typeof refCount === 'number');
      assert.equal(path, name, 'the name is sock_diag’s, for /proc prints NULs as @');
    }
  });

  it('gives them the connections not yet accepted too, in the order of /proc', async () => {
    const { merged, procfs } = await all('unix');
    const waiting = merged.filter(ONLY_IN_PROCFS.test);
    assert.equal(waiting.length, procfs.filter(ONLY_IN_PROCFS.test).length);
    for (const row of waiting) {
      assert.equal(row.state, 'SYN_SENT');
      assert.equal(row.cookie, null);
      assert.ok(typeof row.refCount === 'number');
    }
    // A forged row is a row of procfs alone.
    const order = procfs.filter(({ inode }) => inode !== FORGED_INODE).map(({ inode }) => inode);
    assert.deepEqual(
      merged.map(({ inode }) => inode),
      order,
    );
  });

  it('gives SYN_RECV the user and the counters of /proc, and leaves every other row alone', async () => {
    const { netlink, merged, procfs } = await all('tcp');
    const requests = merged.filter(({ state }) => state === 'SYN_RECV');
    assert.equal(requests.filter(({ uid }) => uid === NOBODY).length, 2);
    assert.deepEqual(merged.map(connection), netlink.map(connection));
    merged.forEach((row, i) => {
      const [diag, proc] = [netlink[i] as SocketJSON, procfs[i] as SocketJSON];
      const source = row.state === 'SYN_RECV' ? proc : diag;
      assert.deepEqual([row.uid, row.retransmits, row.probes], [source.uid, source.retransmits, source.probes]);
      assert.equal(row.cookie, diag.cookie);
    });
    assert.ok(netlink.some((row, i) => row.uid !== merged[i]?.uid && knownDifference(row, 'uid')));
  });

  it('does nothing to what was not named, nor where a source was', async () => {
    const { netlink } = await all('unix');
    const unnamed = await rowsOf({ protocols: ['unix'], procFields: ['tcp'] });
    assert.deepEqual(unnamed, netlink);
    assert.deepEqual(await rowsOf({ protocols: ['unix'], procFields: ['unix'], source: 'netlink' }), netlink);
  });

  it('says that the rows are sock_diag’s', async () => {
    const { report } = await snapshot({ protocols: ['unix', 'tcp'], procFields: ['unix', 'tcp'] });
    const netlink = { source: 'netlink' };
    assert.deepEqual(report.sources, { unix: netlink, tcp: netlink, tcp6: netlink });
    assert.deepEqual(report.malformed, {});
  });
});

describe('names with newlines', { skip }, () => {
  const servers: Server[] = [];
  before(async () => {
    for (const row of Object.values(FORGERIES)) {
      const server = createServer().listen(`\0innocent\n${row}`);
      servers.push(server);
      await once(server, 'listening');
    }
  });
  after(() => {
    for (const server of servers) server.close();
  });

  const names = Object.values(FORGERIES).map((row) => `@innocent\n${row}`);
  // Older versions of Node fill such a name up with NULs, which /proc prints as @.
  const count = (rows: Socket[], name: string) =>
    rows.filter(({ path }) => path?.replace(/[\0@]+$/, '') === name).length;

  it('are whole, and their second line is no row', async () => {
    const rows = [...(await snapshot({ protocols: ['unix'], procFields: ['unix'] }))];
    assert.deepEqual(
      rows.filter(({ inode }) => inode === FORGED_INODE),
      [],
    );
    for (const name of names) assert.equal(count(rows, name), 1, name);
  });

  for (const state of Object.keys(FORGERIES) as (keyof typeof FORGERIES)[]) {
    it(`forge no row where only ${state} is wanted`, async () => {
      const table = await snapshot({ protocols: ['unix'], states: [state], procFields: ['unix'] });
      assert.deepEqual(
        [...table].filter(({ inode }) => inode === FORGED_INODE).map(({ path }) => path),
        [],
      );
      assert.deepEqual(table.report.malformed, {});
    });
  }

  it('are told apart by sock_diag alone', async () => {
    const rows = [...(await snapshot({ protocols: ['unix'], source: 'netlink' }))];
    for (const name of names) assert.equal(count(rows, name), 1, name);
  });
});

function byInode(rows: SocketJSON[]): Map<number, SocketJSON> {
  return new Map(rows.map((row) => [row.inode as number, row]));
}

function connection({ state, localAddress, localPort, remoteAddress, remotePort, inode }: SocketJSON) {
  return [state, localAddress, localPort, remoteAddress, remotePort, inode];
}
