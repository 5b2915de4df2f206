import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Query, type Socket, snapshot, watch } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
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
      for await (const batch of stream) for (const change of batch) seen.push(change.type);
    } catch (error) {
      assert.equal((error as Error).name, 'TimeoutError');
    }
    assert.deepEqual(seen, new Array(SUBFLOWS + 1).fill('present'));
  });
});
