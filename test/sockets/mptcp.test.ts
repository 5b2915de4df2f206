import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Query, type Socket, snapshot, watch } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import { PlainTable } from '../../src/sockets/table/plain-table.ts';
import { has, run, sockdiag } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

function whyNot(): string | undefined {
  if (namespaceMissing !== undefined) return namespaceMissing;
  if (!existsSync('/proc/sys/net/mptcp/enabled')) return 'no MPTCP in this kernel';
  return spawnSync('ip', ['mptcp', 'limits']).status === 0 ? undefined : 'no ip mptcp';
}
const missing = whyNot();
const SUBFLOWS = 6;

const connectionOf = ({ localAddress, localPort, remoteAddress, remotePort }: Socket) =>
  `${localAddress}:${localPort} ${remoteAddress}:${remotePort}`;

describe('an MPTCP connection of three subflows, whose sockets share the inode at each end', {
  skip: skipUnless(missing === undefined, missing ?? ''),
}, () => {
  let world: ChildProcess;
  before(async () => {
    world = spawn('python3', [packageFile('test/world/mptcp.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [said] = await once(world.stdout as NodeJS.ReadableStream, 'data');
    assert.equal(Number(said), SUBFLOWS);
  });
  after(async () => {
    const ended = once(world, 'exit');
    world.stdin?.end();
    await ended;
  });

  const rows = async (query: Query) => [...(await snapshot({ protocols: ['tcp'], ...query }))];

  it('has the same rows from both sources, and none of them is a double', async () => {
    const netlink = await rows({ source: 'netlink', owners: true });
    const table = await snapshot({ protocols: ['tcp'], source: 'procfs', owners: true });
    assert.deepEqual([...table].map(connectionOf), netlink.map(connectionOf));
    assert.deepEqual(
      [...table].map(({ inode, owners }) => [inode, owners]),
      netlink.map(({ inode, owners }) => [inode, owners]),
    );
    assert.equal(table.report.duplicates, 0);
    const established = [...table].filter(({ state }) => state === 'ESTABLISHED');
    assert.equal(established.length, SUBFLOWS);
    assert.equal(new Set(established.map(({ inode }) => inode)).size, 2);
    for (const { owners } of established) assert.equal(owners[0]?.pid, world.pid);
  });

  it('has them where /proc completes those of netlink', async () => {
    const merged = await rows({ procFields: ['tcp'] });
    assert.deepEqual(merged.map(connectionOf), (await rows({ source: 'netlink' })).map(connectionOf));
  });

  it('is listed as by netstat, from either source', { skip: !has('netstat') }, () => {
    const netstat = run('netstat', ['-tane']).stdout;
    for (const source of ['auto', 'procfs']) {
      const ours = sockdiag(['-tanev', '--source', source]);
      assert.equal(ours.stdout, netstat);
      assert.doesNotMatch(ours.stderr, /twice/);
    }
  });

  it('is a socket each in a stream from /proc, of which nothing is told while nothing happens', async () => {
    const seen: string[] = [];
    const stream = watch({
      protocols: ['tcp'],
      families: ['inet'],
      source: 'procfs',
      interval: 50,
      signal: AbortSignal.timeout(600),
    });
    try {
      for await (const batch of stream) for (const { type } of batch) if (type !== 'late') seen.push(type);
    } catch (error) {
      assert.equal((error as Error).name, 'TimeoutError');
    }
    assert.deepEqual(seen, new Array(SUBFLOWS + 1).fill('present'));
  });

  it('is one connection at each end of protocol mptcp, which is there only when it is named', async () => {
    const table = await snapshot({ protocols: ['mptcp'], owners: true, tcpInfo: true });
    assert.deepEqual([...table].map(({ state }) => state).sort(), ['ESTABLISHED', 'ESTABLISHED', 'LISTEN']);
    assert.deepEqual(table.report.sources, { mptcp: { source: 'netlink' }, mptcp6: { source: 'netlink' } });
    for (const row of table) {
      assert.equal(row.protocol, 'mptcp');
      assert.deepEqual(
        row.owners.map(({ pid }) => pid),
        [world.pid],
      );
      assert.equal(row.tcpInfo, undefined);
      if (row.state !== 'ESTABLISHED') continue;
      assert.deepEqual([row.mptcpInfo?.subflows, row.mptcpInfo?.bytesSent, row.mptcpInfo?.bytesReceived], [2, 1n, 1n]);
    }
    assert.equal(
      [...(await snapshot())].some(({ protocol }) => protocol === 'mptcp'),
      false,
    );
  });

  it('has the same token as its subflows at that end', async () => {
    const table = await snapshot({
      protocols: ['mptcp', 'tcp'],
      fields: ['mptcpToken', 'ulp'],
      states: ['ESTABLISHED'],
    });
    const connections = [...table].filter(({ protocol }) => protocol === 'mptcp');
    assert.equal(new Set(connections.map(({ mptcpToken }) => mptcpToken)).size, 2);
    for (const { mptcpToken, inode } of connections) {
      const subflows = [...table].filter((row) => row.protocol === 'tcp' && row.mptcpToken === mptcpToken);
      assert.deepEqual(
        subflows.map((row) => [row.ulp, row.inode]),
        new Array(SUBFLOWS / 2).fill(['mptcp', inode]),
      );
    }
  });

  it('is as ss -M has it', { skip: !has('ss') }, async () => {
    const lines = run('ss', ['-HManei'])
      .stdout.split('\n')
      .filter((line) => /^\s*subflows|token/.test(line));
    const shown = lines.map((line) => Number.parseInt(/token:([0-9a-f]+)/.exec(line)?.[1] ?? '', 16));
    const table = await snapshot({ protocols: ['mptcp'], states: ['ESTABLISHED'], fields: ['mptcpToken'] });
    assert.deepEqual([...table].map(({ mptcpToken }) => mptcpToken).sort(), shown.sort());
  });

  it('is filtered by ports, and comes back from plain data', async () => {
    const query: Query = { protocols: ['mptcp'], localPorts: [7000], tcpInfo: true, fields: ['mptcpToken', 'tls'] };
    const table = await snapshot(query);
    assert.equal(table.length, 2);
    const plain = new PlainTable();
    for (const socket of table.toJSON()) plain.add(socket);
    assert.deepEqual(plain.build().toJSON(), table.toJSON());
  });

  it('keeps its internals through a filter that asks for more', async () => {
    const query: Query = { protocols: ['mptcp'], localPorts: [7000], tcpInfo: true };
    const whole = await snapshot(query);
    assert.ok(whole.toJSON().every(({ mptcpInfo }) => mptcpInfo !== undefined));
    const subflows = (table: typeof whole) => [...table].map(({ mptcpInfo }) => mptcpInfo?.subflows);
    assert.deepEqual(subflows(await snapshot({ ...query, filter: 'mark = 0' })), subflows(whole));
    const filtered = await snapshot({ ...query, tcpInfo: false, filter: 'mptcpInfo.subflows = 2' });
    assert.deepEqual(subflows(filtered), new Array(filtered.length).fill(undefined));
    assert.ok(filtered.length > 0);
  });

  it('is in a stream, which looks for its end', async () => {
    const seen: string[] = [];
    const stream = watch({ protocols: ['mptcp'], tcpInfo: true, interval: 50, signal: AbortSignal.timeout(600) });
    try {
      for await (const batch of stream) {
        for (const change of batch) {
          if (!('socket' in change)) continue;
          seen.push(`${change.type} ${change.socket.protocol} ${change.socket.mptcpInfo !== undefined}`);
        }
      }
    } catch (error) {
      assert.equal((error as Error).name, 'TimeoutError');
    }
    assert.deepEqual(seen, new Array(3).fill('present mptcp true'));
    assert.equal(stream.report.ends.mptcp?.source, 'polling');
  });
});
