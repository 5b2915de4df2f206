import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import * as api from '../../src/index.ts';
import { PROTOCOLS, type Protocol, type Socket, type SocketTable, STATES, snapshot } from '../../src/index.ts';
import { packageFile, packageUrl } from '../../src/package-root.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const SOURCES = ['netlink', 'procfs'] as const;
const STREAM_STATES = STATES.filter((state) => state !== 'UNKNOWN' && state !== 'CLOSE');
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

/** Every getter of a Socket, and what it may give. */
const GETTERS: Readonly<Record<keyof Socket & string, (value: unknown, row: Socket) => boolean>> = {
  protocol: (value) => PROTOCOLS.includes(value as Protocol),
  family: (value, { protocol }) => (protocol === 'unix' ? value === 'unix' : value === 'inet' || value === 'inet6'),
  state: (value) => value !== 'UNKNOWN' && (STATES as readonly unknown[]).includes(value),
  localAddress: (value, { family }) => (family === 'unix' ? value === '' : /^[\d.]+$|^[\da-f:.]+$/.test(String(value))),
  remoteAddress: (value, { family }) =>
    family === 'unix' ? value === '' : /^[\d.]+$|^[\da-f:.]+$/.test(String(value)),
  localPort: (value) => isWhole(value, 0xffff),
  remotePort: (value) => isWhole(value, 0xffff),
  recvQ: (value, { family }) => isWhole(value) || (value === null && family === 'unix'),
  sendQ: (value, { family }) => isWhole(value) || (value === null && family === 'unix'),
  backlog: (value, { state }) => value === null || (isWhole(value) && state === 'LISTEN'),
  uid: (value, { family, inode }) => isWhole(value) || (value === null && (family === 'unix' || inode === 0)),
  inode: (value) => isWhole(value),
  interface: (value) => value === null || isWhole(value),
  cookie: (value) => value === null || (typeof value === 'bigint' && value > 0n),
  timer: (value) => ['off', 'on', 'keepalive', 'timewait', 'probe'].includes(String(value)),
  expires: (value, { timer }) => isWhole(value) && (timer !== 'off' || value === 0),
  retransmits: (value) => isWhole(value, 0xff),
  probes: (value) => isWhole(value, 0xff),
  mark: (value) => value === null,
  tos: (value) => value === null,
  tclass: (value) => value === null,
  congestion: (value) => value === null,
  classId: (value) => value === null,
  cgroup: (value) => value === null,
  ulp: (value) => value === null,
  tls: (value) => value === null,
  mptcpToken: (value) => value === null,
  shutdown: (value) => value === null || isShutdown(value),
  v6only: (value, { family }) => value === null || (typeof value === 'boolean' && family === 'inet6'),
  owners: (value) => Array.isArray(value),
  type: (value, { family }) =>
    family === 'unix' ? ['stream', 'dgram', 'seqpacket'].includes(String(value)) : value === null,
  path: (value, { family }) => value === null || (typeof value === 'string' && family === 'unix'),
  pathBytes: (value, { family }) => (family === 'unix' ? value instanceof Uint8Array : value === null),
  peerInode: (value, { family }) => value === null || (isWhole(value) && family === 'unix'),
  refCount: (value, { family }) => value === null || (isWhole(value) && family === 'unix'),
  flags: (value, { family }) => (family === 'unix' ? isWhole(value) : value === null),
  localAddresses: isAddresses,
  remoteAddresses: isAddresses,
  primaryRemoteAddress: (value, { remoteAddresses }) =>
    value === null || remoteAddresses?.includes(String(value)) === true,
  associationState: (value, { protocol }) => value === null || protocol === 'sctp',
  associationId: (value, { protocol }) => value === null || (isWhole(value) && protocol === 'sctp'),
  tcpInfo: (value, { protocol }) => value === undefined || (isObject(value) && protocol === 'tcp'),
  mptcpInfo: (value) => value === undefined,
  memory: (value) => value === undefined || isObject(value),
  toJSON: (value) => typeof value === 'function',
};

describe('the public API', () => {
  it('is these names', () => {
    const vocabulary = [
      'FilterError',
      'CHANGE_TYPES',
      'NAMED_PROTOCOLS',
      'PROTOCOLS',
      'SOCKET_TYPES',
      'SockdiagError',
      'TIMERS',
      'UNKNOWN',
      'toChangeJSON',
    ];
    const states = ['ASKED_FIELDS', 'ASSOCIATION_STATES', 'OPER_STATES', 'STATES'];
    const flags = ['ADDRESS_FLAGS', 'CONNTRACK_FLAGS', 'INTERFACE_FLAGS', 'ROUTE_TYPES'];
    const bluetooth = ['BLUETOOTH_PROTOCOLS', 'BLUETOOTH_SECURITY', 'BLUETOOTH_STATES'];
    const families = ['LEGACY_FAMILIES', 'LEGACY_ROUTE_FAMILIES'];
    const names = [...vocabulary, ...states, ...flags, ...bluetooth, ...families];
    const sockets = ['explainFilter', 'findOwners', 'groupSockets', 'numbers', 'scan', 'snapshot', 'summarize'];
    const streams = ['scanGroups', 'scanInterfaces', 'scanMasquerade', 'scanRoutes'];
    const tables = ['groups', 'interfaces', 'masquerade', 'routes', 'statistics'];
    const changes = ['record', 'replay', 'snapshots', 'watch'];
    const few = ['bluetoothSockets', 'legacyRoutes', 'legacySockets'];
    const all = [...names, ...sockets, ...changes, ...tables, ...streams, ...few];
    assert.deepEqual(Object.keys(api).sort(), all.sort());
  });

  it('is the same when it is built', async () => {
    const { exports } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
    const built = packageUrl(exports['.'].import.default);
    assert.deepEqual(Object.keys(await import(built.href)).sort(), Object.keys(api).sort());
  });
});

describe('a snapshot of the world', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  for (const source of SOURCES) {
    describe(`by ${source}`, () => {
      const every = (): Promise<SocketTable> => snapshot({ source, owners: true, tcpInfo: true, memory: true });

      it('has rows whose every getter gives what it says', async () => {
        const table = await every();
        const getters = Object.getOwnPropertyNames(Object.getPrototypeOf(table.at(0))).filter(
          (name) => name !== 'constructor',
        );
        assert.deepEqual(getters.sort(), Object.keys(GETTERS).sort());
        for (const row of table) {
          for (const [name, isRight] of Object.entries(GETTERS)) {
            const value = row[name as keyof Socket];
            assert.ok(isRight(value, row), `${name} is ${String(value)} in ${JSON.stringify(row)}`);
          }
        }
      });

      it('becomes plain data that survives JSON', async () => {
        const table = await every();
        const rows = JSON.parse(JSON.stringify(table)) as Record<string, unknown>[];
        assert.equal(rows.length, table.length);
        rows.forEach((row, i) => {
          const socket = table.at(i) as Socket;
          assert.deepEqual(
            [row.protocol, row.family, row.state, row.inode, row.cookie],
            [socket.protocol, socket.family, socket.state, socket.inode, socket.cookie?.toString() ?? null],
          );
          assert.deepEqual(row.owners, JSON.parse(JSON.stringify(socket.owners)));
          assert.equal('localPort' in row, socket.family !== 'unix');
          assert.equal('path' in row, socket.family === 'unix');
        });
      });

      it('leaves out the columns nobody asked for', async () => {
        const table = await snapshot({ source, protocols: ['tcp'] });
        const [tcpInfo, memory, unix, owners] = [table.tcpInfo, table.memory, table.unix, table.owners];
        assert.deepEqual(
          { tcpInfo, memory, unix, owners },
          { tcpInfo: undefined, memory: undefined, unix: undefined, owners: undefined },
        );
        assert.ok(!('owners' in (table.at(0)?.toJSON() ?? {})));
        assert.equal(table.report.processes, undefined);
      });

      it('is exactly as long as it has rows', async () => {
        const table = await every();
        for (const column of [table.family, table.state, table.uid, table.inode, table.firstOwner]) {
          assert.equal(column?.length, table.length);
        }
        assert.equal(table.localAddress.length, 16 * table.length);
        assert.equal(table.at(-1)?.inode, table.at(table.length - 1)?.inode);
        assert.equal(table.at(table.length), undefined);
        assert.equal(table.at(-table.length - 1), undefined);
        assert.equal(table.at(0.5), undefined);
      });

      it('has TCP in every state and both families', async () => {
        const table = await snapshot({ source, protocols: ['tcp'] });
        for (const family of ['inet', 'inet6']) {
          const states = new Set([...table].filter((row) => row.family === family).map(({ state }) => state));
          assert.deepEqual([...states].sort(), [...STREAM_STATES].sort(), family);
        }
      });

      it('has of each state what it has of that state among all', async () => {
        const inodes = (table: SocketTable) => [...table].map(({ inode, localPort }) => `${inode} ${localPort}`);
        const all = await snapshot({ source, protocols: ['tcp', 'udp', 'unix'] });
        for (const state of STATES) {
          const wanted = [...all]
            .filter((row) => row.state === state)
            .map(({ inode, localPort }) => `${inode} ${localPort}`);
          assert.deepEqual(
            inodes(await snapshot({ source, protocols: ['tcp', 'udp', 'unix'], states: [state] })),
            wanted,
            state,
          );
        }
      });

      it('has every type of UNIX socket, and names of every kind', async () => {
        const rows = [...(await snapshot({ source, protocols: ['unix'] }))];
        assert.deepEqual([...new Set(rows.map(({ type }) => type))].sort(), ['dgram', 'seqpacket', 'stream']);
        const paths = new Set(rows.map(({ path }) => path));
        for (const path of ['@sockdiag/plain', '@with space', '@ leading and trailing ', '@@at sign', '@tab\there']) {
          assert.ok(paths.has(path), path);
        }
        assert.ok(paths.has(`@${'x'.repeat(107)}`));
        assert.ok([...paths].some((path) => path?.endsWith('/two  spaces  .sock ')));
        assert.ok(paths.has(null));
      });

      it('has the queues the world filled', async () => {
        const rows = [...(await snapshot({ source, protocols: ['tcp', 'udp'] }))];
        const has = (test: (row: Socket) => boolean) => assert.ok(rows.some(test), String(test));
        has(({ state, recvQ }) => state === 'LISTEN' && (recvQ ?? 0) > 3);
        has(({ state, recvQ }) => state === 'ESTABLISHED' && recvQ === 1000);
        has(({ state, sendQ }) => state === 'ESTABLISHED' && sendQ === 500);
        has(({ protocol, recvQ }) => protocol === 'udp' && (recvQ ?? 0) > 1000);
        for (const { state, sendQ } of rows) if (state === 'LISTEN') assert.equal(sendQ, 0);
      });
    });
  }

  it('knows by sock_diag what /proc does not: backlogs, peers, tcp_info and memory', async () => {
    const table = await snapshot({ source: 'netlink', protocols: ['tcp', 'unix'], tcpInfo: true, memory: true });
    const rows = [...table];
    assert.ok(rows.some(({ state, backlog }) => state === 'LISTEN' && backlog === 64));
    assert.equal(new Set(rows.map(({ cookie }) => cookie)).size, rows.length);
    const byInode = new Map(rows.filter(({ inode }) => inode !== 0).map((row) => [row.inode, row]));
    const peers = rows.filter(({ peerInode, type }) => peerInode && type === 'stream');
    assert.ok(peers.length > 0);
    for (const { inode, peerInode } of peers) assert.equal(byInode.get(peerInode ?? 0)?.peerInode ?? inode, inode);
    const established = rows.filter(({ protocol, state }) => protocol === 'tcp' && state === 'ESTABLISHED');
    for (const { tcpInfo, memory } of established) {
      assert.ok((tcpInfo?.sndMss ?? 0) > 0);
      assert.equal(typeof tcpInfo?.bytesAcked, 'bigint');
      assert.ok((memory?.rcvbuf ?? 0) > 0);
    }
  });
});

function isWhole(value: unknown, most = 0xffffffff): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isShutdown(value: unknown): boolean {
  const { receive, send } = value as { receive: unknown; send: unknown };
  return typeof receive === 'boolean' && typeof send === 'boolean';
}

function isAddresses(value: unknown, { protocol }: Socket): boolean {
  return protocol === 'sctp'
    ? Array.isArray(value) && value.every((text) => /^[\da-f:.]+$/.test(text))
    : value === null;
}
