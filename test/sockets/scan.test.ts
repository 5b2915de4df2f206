import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket as NetSocket, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type PartSource, type Query, type Socket, scan, snapshot } from '../../src/index.ts';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { has } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const SOURCES = ['netlink', 'procfs'] as const;
const skip = skipUnless(!namespaceMissing && has('ip'), namespaceMissing ?? 'no ip(8) to bring the loopback up');
const descriptors = () => readdirSync('/proc/self/fd').length;

// Before there is anything: the order of these suites matters.
describe('an empty namespace', { skip }, () => {
  for (const source of SOURCES) {
    it(`has no inet sockets, says ${source}, and says where nothing came from`, async () => {
      const table = await snapshot({ protocols: ['tcp', 'udp', 'udplite', 'raw'], source });
      assert.equal(table.length, 0);
      assert.equal(table.at(0), undefined);
      assert.deepEqual([...table], []);
      assert.equal(JSON.stringify(table), '[]');
      assert.equal(table.report.sources.tcp?.source, source);
      const running = scan({ protocols: ['tcp'], source, owners: true });
      assert.deepEqual(await running.next(), { done: true, value: undefined });
      // There is nobody to look for, and whether that is known in time is the kernel's affair.
      assert.ok(running.owners && running.report.owners && running.report.processes);
    });
  }
});

describe('small sockets', { skip }, () => {
  let pairs: Pair[] = [];
  before(async () => {
    assert.equal(spawnSync('ip', ['link', 'set', 'lo', 'up']).status, 0);
    pairs = [await connected('127.0.0.1'), await connected('::1')];
  });
  after(async () => {
    for (const pair of pairs) await close(pair);
  });

  for (const source of SOURCES) {
    describe(`by ${source}`, () => {
      it('are what Node says of them', async () => {
        const table = await snapshot({ protocols: ['tcp'], source });
        for (const { server, client, port } of pairs) {
          const listener = [...table].find(
            (socket) => socket.state === 'LISTEN' && socket.localPort === port,
          ) as Socket;
          assert.equal(listener.localAddress, (server.address() as { address: string }).address);
          assert.equal(listener.remotePort, 0);
          assert.equal(listener.uid, process.geteuid?.());
          const near = [...table].find((socket) => socket.localPort === client.localPort) as Socket;
          assert.equal(near.state, 'ESTABLISHED');
          assert.equal(near.localAddress, client.localAddress);
          assert.equal(near.remoteAddress, client.remoteAddress);
          assert.equal(near.remotePort, port);
          assert.equal(near.family === 'inet6', client.remoteFamily === 'IPv6');
        }
        assert.equal(table.length, 6);
      });

      it('come in the order of the query, and only those of its families and states', async () => {
        const kinds = async (query: Query) =>
          (await snapshot({ source, ...query }))
            .toJSON()
            .map(({ protocol, family, state }) => [protocol, family, state]);
        const listeners = await kinds({ protocols: ['tcp'], states: ['LISTEN'], families: ['inet6', 'inet'] });
        assert.deepEqual(listeners, [
          ['tcp', 'inet6', 'LISTEN'],
          ['tcp', 'inet', 'LISTEN'],
        ]);
        assert.equal((await kinds({ protocols: ['tcp'], families: ['inet'] })).length, 3);
        assert.equal((await kinds({ protocols: ['tcp'], states: ['ESTABLISHED'] })).length, 4);
        assert.deepEqual(await kinds({ protocols: ['tcp'], states: ['CLOSE_WAIT', 'SYN_SENT'] }), []);
        assert.deepEqual(await kinds({ protocols: ['tcp'], states: [] }), []);
        assert.deepEqual(await kinds({ protocols: [] }), []);
      });

      it('give the event loop its turn and end when the reader has enough', async () => {
        const before = descriptors();
        const running = scan({ protocols: ['tcp', 'unix'], source, owners: true });
        for await (const batch of running) {
          assert.ok(batch.length > 0);
          break;
        }
        assert.deepEqual(await running.next(), { done: true, value: undefined });
        for (let i = 0; i < 20; i++) for await (const _ of scan({ source })) break;
        await until(() => descriptors() <= before);
      });

      it('can be read several times at once', async () => {
        const queries = Array.from({ length: 12 }, (_, i) =>
          snapshot({ protocols: ['tcp'], source, owners: i % 2 === 0 }),
        );
        const tables = (await Promise.all(queries)).map((table) => [...table].map((socket) => socket.inode).sort());
        for (const inodes of tables) assert.deepEqual(inodes, tables[0]);
      });

      it('reject with the reason of a signal raised before, or while they are read', async () => {
        const reason = new Error('enough');
        await assert.rejects(snapshot({ source, signal: AbortSignal.abort(reason) }), reason);
        await assert.rejects(scan({ source, signal: AbortSignal.abort(reason) }).next(), reason);
        for (const owners of [false, true]) {
          const controller = new AbortController();
          const table = snapshot({ source, owners, signal: controller.signal });
          controller.abort(reason);
          await assert.rejects(table, reason);
          const late = new AbortController();
          const running = scan({ protocols: ['tcp', 'unix'], source, owners, signal: late.signal });
          assert.equal((await running.next()).done, false);
          late.abort(reason);
          await assert.rejects(readAll(running), reason);
        }
      });

      it('leave nothing on a signal that outlives them', async () => {
        const { signal } = new AbortController();
        let listeners = 0;
        const add = signal.addEventListener.bind(signal);
        const remove = signal.removeEventListener.bind(signal);
        signal.addEventListener = (...args: Parameters<typeof add>) => {
          listeners++;
          add(...args);
        };
        signal.removeEventListener = (...args: Parameters<typeof remove>) => {
          listeners--;
          remove(...args);
        };
        await snapshot({ protocols: ['tcp'], source, owners: true, signal });
        for await (const _ of scan({ source, signal })) break;
        assert.equal(listeners, 0);
      });

      it('see a new one at once, and a closed one never again', async () => {
        const { server, port } = await listening('127.0.0.1');
        const ports = async () => (await snapshot({ protocols: ['tcp'], states: ['LISTEN'], source })).localPort;
        assert.ok((await ports()).includes(port));
        await new Promise((resolve) => server.close(resolve));
        assert.ok(!(await ports()).includes(port));
      });
    });
  }
});

describe('the source', { skip }, () => {
  it('that is named never becomes the other', async () => {
    for (const source of SOURCES) {
      const { report } = await snapshot({ source });
      const sources = Object.entries(report.sources) as [string, PartSource][];
      // Seven protocols in two IP versions, and UNIX.
      assert.equal(sources.length, 15);
      for (const [protocol, { source: used, reason }] of sources) {
        assert.ok(used === source || used === 'none', `${protocol} came from ${used}`);
        if (used === 'none') assert.ok(reason, `${protocol} says why there is nothing`);
      }
    }
  });

  it('is the kernel’s, by protocol and IP version, with the reason where it is not', async () => {
    const named = (await snapshot({ source: 'netlink' })).report.sources;
    const { sources, addonMissing, addonPath } = (await snapshot()).report;
    assert.deepEqual([addonMissing, addonPath], [undefined, loadAddon().path]);
    for (const part of ['tcp', 'tcp6', 'udp', 'udp6', 'unix'] as const)
      assert.deepEqual(sources[part], { source: 'netlink' });
    const raw = sources.raw as PartSource;
    assert.equal(raw.source, named.raw?.source === 'netlink' ? 'netlink' : 'procfs');
    assert.equal(raw.reason, named.raw?.reason);
  });

  it('says that procfs was asked for', async () => {
    const { sources } = (await snapshot({ protocols: ['tcp'], source: 'procfs' })).report;
    const procfs = { source: 'procfs', reason: 'procfs was asked for' };
    assert.deepEqual(sources, { tcp: procfs, tcp6: procfs });
  });

  it('does without IPv6 where it is off', async () => {
    for (const scope of ['all', 'default']) writeFileSync(`/proc/sys/net/ipv6/conf/${scope}/disable_ipv6`, '1');
    const { server, port } = await listening('127.0.0.1');
    for (const source of SOURCES) {
      const table = await snapshot({ protocols: ['tcp'], states: ['LISTEN'], source });
      assert.deepEqual([...table.localPort], [port]);
      assert.equal(table.report.sources.tcp?.source, source);
    }
    await new Promise((resolve) => server.close(resolve));
  });

  it('is a moved /proc, all of it and nothing else', async () => {
    const root = mkdtempSync(join(tmpdir(), 'sockdiag-proc-'));
    try {
      mkdirSync(join(root, 'net'));
      const { server } = await listening('127.0.0.1');
      writeFileSync(join(root, 'net/tcp'), readFileSync('/proc/net/tcp'));
      await new Promise((resolve) => server.close(resolve));
      const table = await snapshot({ procRoot: root, owners: true, states: ['LISTEN'] });
      assert.deepEqual(
        [...table].map(({ protocol, state }) => [protocol, state]),
        [['tcp', 'LISTEN']],
      );
      assert.deepEqual(table.at(0)?.owners, []);
      assert.equal(table.report.sources.tcp?.source, 'procfs');
      assert.equal(table.report.sources.tcp?.reason, `/proc is ${root}`);
      assert.equal(table.report.sources.udp?.source, 'none');
      assert.deepEqual(table.report.processes, { scanned: 0, vanished: 0, forbidden: 0 });
      await assert.rejects(snapshot({ procRoot: root, source: 'netlink' }), { name: 'TypeError', message: /procRoot/ });
    } finally {
      rmSync(root, { recursive: true });
    }
    await assert.rejects(snapshot({ procRoot: root, owners: true }), { name: 'SockdiagError', code: 'ENOENT' });
    assert.equal(
      (await snapshot({ procRoot: '/proc/../proc/', protocols: ['tcp'] })).report.sources.tcp?.source,
      'netlink',
    );
  });
});

interface Pair {
  server: Server;
  port: number;
  client: NetSocket;
  accepted: NetSocket;
}

async function listening(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function connected(host: string): Promise<Pair> {
  const { server, port } = await listening(host);
  const accepting = once(server, 'connection');
  const client = connect(port, host);
  await once(client, 'connect');
  const [accepted] = (await accepting) as [NetSocket];
  return { server, port, client, accepted };
}

async function close({ server, client, accepted }: Pair): Promise<void> {
  client.destroy();
  accepted.destroy();
  await new Promise((resolve) => server.close(resolve));
}

async function readAll(batches: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of batches);
}

/** Descriptors close on other threads, soon. */
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(condition());
}
