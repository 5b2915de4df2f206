import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Query, type SocketJSON, snapshot } from '../../src/index.ts';
import type { Addon, OnRead } from '../../src/kernel/addon/addon.ts';
import { ProcRoot } from '../../src/kernel/procfs/root.ts';
import { readSteps } from '../../src/sockets/steps.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { TablePool } from '../../src/sockets/table/table-pool.ts';
import { randomNumbers } from '../support/fixtures.ts';
import { concat, message, u32 } from '../support/nlmsg.ts';
import { assocsText, diagMessages, epsText, randomSockets, type SctpSocket } from '../support/sctp-world.ts';

const DONE = 3;
const SOCKETS = randomSockets(randomNumbers(31), 40);
const OWNED = SOCKETS.filter((_, i) => i % 4 === 0).map(({ inode }) => inode);

let root: string;
let empty: string;
before(() => {
  [root, empty] = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'sockdiag-sctp-'))) as [string, string];
  for (const path of [root, empty]) mkdirSync(join(path, 'net'));
  mkdirSync(join(root, 'net/sctp'));
  writeFileSync(join(root, 'net/sctp/eps'), epsText(SOCKETS));
  writeFileSync(join(root, 'net/sctp/assocs'), assocsText(SOCKETS));
  mkdirSync(join(root, '77/fd'), { recursive: true });
  writeFileSync(join(root, '77/cmdline'), 'gateway\0');
  writeFileSync(join(root, '77/comm'), 'gateway\n');
  for (const inode of OWNED) symlinkSync(`socket:[${inode}]`, join(root, `77/fd/${inode}`));
});
after(() => {
  for (const path of [root, empty]) rmSync(path, { recursive: true });
});

const moved = async (query: Query = {}) => snapshot({ protocols: ['sctp'], procRoot: root, ...query });

/** An addon whose kernel answers for these sockets, or that it has no SCTP. */
function fakeAddon(sockets: readonly SctpSocket[] | undefined): { addon: Addon; asked: number[] } {
  const asked: number[] = [];
  class Dump {
    readonly #done: OnRead;
    readonly #reply: Uint8Array;

    constructor(_protocol: number, request: Uint8Array, done: OnRead) {
      const family = request[16] as 2 | 10;
      asked.push(family);
      this.#done = done;
      const refusal = message(DONE, u32(-constants.errno.ENOENT));
      this.#reply = sockets ? concat(...diagMessages(sockets, family)) : refusal;
    }

    read(buffer: ArrayBuffer): void {
      new Uint8Array(buffer).set(this.#reply);
      setImmediate(() => this.#done(0, '', this.#reply.length, true));
    }

    close(): void {}
  }
  return { addon: { Dump } as unknown as Addon, asked };
}

/** Rows as a query gets them of a kernel and a /proc that are both made up. */
async function readBoth(query: Query, proc: string, kernel: readonly SctpSocket[] | undefined) {
  const { addon, asked } = fakeAddon(kernel);
  const report = newReport();
  const choice = { addon, addonMissing: undefined, netlink: addon, netlinkReason: '', procfs: true };
  const sources = { ...choice, addonPath: undefined, root: new ProcRoot(proc), tables: new TablePool() };
  const rows: SocketJSON[] = [];
  for await (const batch of readSteps({ protocols: ['sctp'], ...query }, sources, report)) rows.push(...batch.toJSON());
  return { rows, report, asked };
}

/** What tells a row from any other, in either source. */
const identity = ({ inode, localPort, remotePort, remoteAddress }: SocketJSON) =>
  `${inode} ${localPort} ${remotePort} ${remoteAddress}`;
const sorted = (rows: readonly SocketJSON[]) => [...rows].sort((a, b) => (identity(a) < identity(b) ? -1 : 1));
const isEndpoint = ({ associationState }: SocketJSON) => associationState === null;

describe('sock_diag and /proc', () => {
  it('give the same rows, and the same in them but for what one does not know', async () => {
    const netlink = await readBoth({}, empty, SOCKETS);
    const procfs = await readBoth({}, root, undefined);
    assert.deepEqual(netlink.report.sources.sctp, { source: 'netlink' });
    assert.equal(procfs.report.sources.sctp?.source, 'procfs');
    assert.ok(procfs.rows.length > SOCKETS.length);
    const [diag, proc] = [sorted(netlink.rows), sorted(procfs.rows)];
    assert.equal(diag.length, proc.length);
    diag.forEach((row, i) => {
      const { cookie, backlog, interface: _, associationId, recvQ, ...rest } = row;
      const {
        cookie: none,
        backlog: nor,
        interface: any,
        associationId: id,
        recvQ: queue,
        ...same
      } = proc[i] as SocketJSON;
      assert.deepEqual(rest, same);
      assert.deepEqual([none, nor, any, associationId], [null, null, null, null]);
      assert.equal(typeof cookie, 'string');
      // /proc tells no endpoint's connections to be accepted.
      assert.equal(queue, isEndpoint(row) ? null : recvQ);
      assert.equal(id === null, isEndpoint(row));
    });
  });

  it('give the same of each state, family and port', async () => {
    const [{ port }, { associations }] = [SOCKETS[3], SOCKETS.find((one) => one.associations.length > 0)] as [
      SctpSocket,
      SctpSocket,
    ];
    for (const query of [
      { states: ['LISTEN'] },
      { states: ['CLOSE'] },
      { states: ['ESTABLISHED', 'LAST_ACK'] },
      { families: ['inet6'] },
      { families: ['inet'], states: ['CLOSE_WAIT'] },
      { localPorts: [port] },
      { remotePorts: [associations[0]?.remotePort ?? 0] },
    ] as Query[]) {
      const netlink = await readBoth(query, empty, SOCKETS);
      const procfs = await readBoth(query, root, undefined);
      assert.deepEqual(sorted(netlink.rows).map(identity), sorted(procfs.rows).map(identity), JSON.stringify(query));
      assert.ok(netlink.rows.length > 0, JSON.stringify(query));
    }
  });

  it('are told apart in the report, with the reason', async () => {
    const fallen = await readBoth({}, root, undefined);
    assert.deepEqual(fallen.report.sources.sctp, {
      source: 'procfs',
      reason: 'sock_diag: no such file or directory',
    });
    const neither = await readBoth({}, empty, undefined);
    assert.equal(neither.rows.length, 0);
    assert.equal(neither.report.sources.sctp?.source, 'none');
    assert.match(neither.report.sources.sctp?.reason ?? '', /^sock_diag: .*; open .*\/net\/sctp\/eps: /);
  });
});

describe('procFields of SCTP', () => {
  const query: Query = { procFields: ['sctp'] };

  it('gives the rows of /proc in its order, both IP versions together, and asks sock_diag nothing', async () => {
    const { rows, report, asked } = await readBoth(query, root, SOCKETS);
    const inOrder = [
      ...SOCKETS.map(({ inode }) => [inode, null]),
      ...SOCKETS.flatMap(({ inode, associations }) => associations.map(({ id }) => [inode, id])),
    ];
    assert.deepEqual(
      rows.map(({ inode, associationId }) => [inode, associationId]),
      inOrder,
    );
    assert.deepEqual([report.sources.sctp?.source, asked], ['procfs', []]);
  });

  it('gives them whatever families and states are wanted, and minds the ports', async () => {
    const all = await readBoth(query, root, SOCKETS);
    for (const more of [{ families: ['inet6'] }, { families: ['inet'], states: ['LISTEN'] }] as Query[]) {
      assert.deepEqual((await readBoth({ ...query, ...more }, root, SOCKETS)).rows, all.rows);
    }
    const port = SOCKETS[2]?.port as number;
    const some = await readBoth({ ...query, localPorts: [port] }, root, SOCKETS);
    assert.deepEqual(
      some.rows,
      all.rows.filter(({ localPort }) => localPort === port),
    );
  });

  it('leaves it to sock_diag where /proc has none', async () => {
    const { rows, report, asked } = await readBoth(query, empty, SOCKETS);
    assert.deepEqual(sorted(rows), sorted((await readBoth({}, empty, SOCKETS)).rows));
    assert.deepEqual([report.sources.sctp, asked], [{ source: 'netlink' }, [2, 10]]);
    assert.equal((await readBoth(query, empty, undefined)).report.sources.sctp?.source, 'none');
  });
});

describe('a snapshot of SCTP in another /proc', () => {
  it('has endpoints and associations of each family', async () => {
    const table = await moved();
    assert.deepEqual(table.report.sources.sctp, { source: 'procfs', reason: `/proc is ${root}` });
    const expected = SOCKETS.reduce((sum, { associations }) => sum + 1 + associations.length, 0);
    assert.equal(table.length, expected);
    assert.deepEqual(
      SOCKETS.map(({ inode }) => inode).sort(),
      Array.from(table)
        .flatMap((row) => (row.associationState === null ? [row.inode] : []))
        .sort(),
    );
  });

  it('is plain data after JSON.stringify', async () => {
    const table = await moved();
    assert.deepEqual(JSON.parse(JSON.stringify(table)), table.toJSON());
    const one = table.toJSON().find((row) => !isEndpoint(row)) as SocketJSON;
    for (const name of [
      'localAddresses',
      'remoteAddresses',
      'primaryRemoteAddress',
      'associationState',
      'associationId',
    ] as const)
      assert.ok(one[name] !== null && one[name] !== undefined, name);
  });

  it('keeps the addresses of each row among the rows of other protocols', async () => {
    writeFileSync(
      join(root, 'net/tcp'),
      'sl local_address\n   0: 0100007F:1F90 0200007F:C350 01 0:0 0:0 0 0 0 5 2 0\n',
    );
    const alone = await moved({ owners: true });
    const mixed = await moved({ protocols: ['tcp', 'sctp', 'unix'], owners: true });
    rmSync(join(root, 'net/tcp'));
    assert.deepEqual(mixed.toJSON().slice(1), alone.toJSON());
    const tcp = mixed.at(0);
    assert.deepEqual(
      [
        tcp?.protocol,
        tcp?.localAddresses,
        tcp?.remoteAddresses,
        tcp?.associationState,
        'localAddresses' in (tcp?.toJSON() ?? {}),
      ],
      ['tcp', null, null, null, false],
    );
  });

  it('finds owners, also of all associations of a socket', async () => {
    for (const row of await moved({ owners: true })) {
      assert.deepEqual(
        row.owners.map(({ pid, name }) => [pid, name]),
        OWNED.includes(row.inode ?? 0) ? [[77, 'gateway']] : [],
      );
    }
  });

  it('keeps only what one of the pids holds, with all its columns', async () => {
    const all = await moved();
    const own = await moved({ pids: [77] });
    assert.ok(own.length >= OWNED.length);
    assert.deepEqual(
      own.toJSON(),
      all.toJSON().filter(({ inode }) => OWNED.includes(inode as number)),
    );
    assert.equal((await moved({ pids: [78] })).length, 0);
  });

  it('reads no associations where only those that listen are wanted', async () => {
    rmSync(join(root, 'net/sctp/assocs'));
    const listening = await moved({ states: ['LISTEN'] });
    writeFileSync(join(root, 'net/sctp/assocs'), assocsText(SOCKETS));
    assert.ok(listening.length > 0);
    for (const { state } of listening) assert.equal(state, 'LISTEN');
  });

  it('counts bad lines by file', async () => {
    writeFileSync(join(root, 'net/sctp/eps'), `${epsText(SOCKETS)}nonsense\n`);
    writeFileSync(join(root, 'net/sctp/assocs'), `${assocsText(SOCKETS)}nonsense\n\n`);
    const { report } = await moved();
    writeFileSync(join(root, 'net/sctp/eps'), epsText(SOCKETS));
    writeFileSync(join(root, 'net/sctp/assocs'), assocsText(SOCKETS));
    // Though they are read once for each family.
    assert.deepEqual(report.malformed, { 'sctp eps': 1, 'sctp assoc': 2 });
  });

  it('ends with its signal', async () => {
    const reason = new Error('enough');
    await assert.rejects(moved({ signal: AbortSignal.abort(reason) }), reason);
  });
});

describe('one of the two files of SCTP that is missing', () => {
  const half = mkdtempSync(join(tmpdir(), 'sockdiag-sctp-'));
  before(() => {
    mkdirSync(join(half, 'net/sctp'), { recursive: true });
    writeFileSync(join(half, 'net/sctp/eps'), epsText(SOCKETS));
    writeFileSync(join(half, 'net/unix'), 'Num RefCount Protocol Flags Type St Inode Path\n');
  });
  after(() => rmSync(half, { recursive: true }));

  it('costs its own rows alone, and is said', async () => {
    for (const procFields of [undefined, ['sctp']] as const) {
      const table = await snapshot({ protocols: ['sctp', 'unix'], procRoot: half, ...(procFields && { procFields }) });
      const rows = table.toJSON();
      assert.equal(rows.length, SOCKETS.length);
      assert.ok(rows.every(isEndpoint));
      const { source, code, reason } = table.report.sources.sctp ?? {};
      assert.deepEqual([source, code], ['procfs', 'ENOENT']);
      assert.match(reason ?? '', /^\/proc is .*; open .*\/net\/sctp\/assocs: no such file/);
      assert.equal(table.report.sources.unix?.source, 'procfs');
    }
  });
});
