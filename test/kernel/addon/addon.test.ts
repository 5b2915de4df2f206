import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Addon } from '../../../src/kernel/addon/addon.ts';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { DIST, ended, runModule } from '../../support/run-module.ts';
import { skipUnless } from '../../support/skip.ts';

const { addon, reason } = loadAddon();
const native = addon as Addon;
const NETLINK_ROUTE = 0;

const SEARCH = { root: '/nowhere', threads: 1, firstOnly: false };

/** An NLMSG_NOOP: the kernel takes it and never answers. */
const SILENT = Uint8Array.from([16, 0, 0, 0, 1, 0, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0]);
const skip = skipUnless(addon !== undefined, `no addon: ${reason}`);

describe('the native classes', { skip }, () => {
  const nothing = () => {};
  const request = new Uint8Array(16);
  const view = new DataView(new ArrayBuffer(8));
  const odd: unknown[] = [undefined, null, true, 1, 1n, 'text', Symbol('s'), {}, [], nothing, view];
  const without = <Item>(items: Item[], good: (item: Item) => boolean) => items.filter((item) => !good(item));
  const throwsTypeError = (work: () => unknown) => assert.throws(work, TypeError);
  // As JavaScript calls them, which knows no types.
  type Untyped = new (...args: unknown[]) => { read(...args: unknown[]): void; close(): void };
  const { Dump, OwnerScan, SocketIterator } = (native ?? {}) as unknown as Record<keyof Addon, Untyped>;

  it('throw a TypeError for arguments of another type, or none', () => {
    for (const args of [[], [4], [4, request]]) throwsTypeError(() => new Dump(...args));
    for (const bad of without(odd, (item) => typeof item === 'number'))
      throwsTypeError(() => new Dump(bad, request, nothing));
    for (const bad of odd) throwsTypeError(() => new Dump(4, bad, nothing));
    for (const bad of without(odd, (item) => item === nothing)) throwsTypeError(() => new Dump(4, request, bad));
    for (const args of [[], [SEARCH]]) throwsTypeError(() => new OwnerScan(...args));
    for (const bad of odd) throwsTypeError(() => new OwnerScan(bad, nothing));
    for (const bad of without(odd, (item) => typeof item === 'string')) {
      throwsTypeError(() => new OwnerScan({ ...SEARCH, root: bad }, nothing));
      throwsTypeError(() => new SocketIterator(bad));
    }
    for (const bad of without(odd, (item) => typeof item === 'number'))
      throwsTypeError(() => new OwnerScan({ ...SEARCH, threads: bad }, nothing));
    for (const bad of without(odd, (item) => item === nothing)) throwsTypeError(() => new OwnerScan(SEARCH, bad));
  });

  it('throw a TypeError when they are called without new, and methods on something else', () => {
    const dump = new Dump(4, request, nothing);
    throwsTypeError(() => (Dump as unknown as () => void)());
    throwsTypeError(() => (OwnerScan as unknown as () => void)());
    for (const self of [...odd, Object.create(dump), new OwnerScan(SEARCH, nothing)]) {
      throwsTypeError(() => dump.read.call(self, new ArrayBuffer(1 << 16)));
      throwsTypeError(() => dump.close.call(self));
    }
    dump.close();
  });

  it('throw a TypeError for a buffer that is none, and for any once the dump is closed', () => {
    const dump = new Dump(4, request, nothing);
    for (const bad of [...odd, new Uint8Array(8), new SharedArrayBuffer(1 << 16)])
      throwsTypeError(() => dump.read(bad));
    throwsTypeError(() => dump.read());
    dump.close();
    dump.close();
    throwsTypeError(() => dump.read(new ArrayBuffer(1 << 16)));
  });

  it('answer a read with the errno of a request that is none, or a buffer that is too small or detached', async () => {
    for (const [bytes, buffer, syscall] of [
      [new Uint8Array(0), new ArrayBuffer(1 << 16), 'send'],
      [new Uint8Array(16), new ArrayBuffer(1 << 16), 'send'],
      [SILENT, new ArrayBuffer(0), 'recvmsg'],
      [SILENT, new ArrayBuffer(32 * 1024 - 1), 'recvmsg'],
      [SILENT, detached(1 << 16), 'recvmsg'],
    ] as const) {
      const answers: unknown[] = [];
      const dump = new Dump(NETLINK_ROUTE, bytes, (...answer: unknown[]) => answers.push(answer));
      dump.read(buffer);
      while (answers.length === 0) await setImmediate();
      assert.deepEqual(answers, [[22, syscall, 0, true]]);
      dump.close();
    }
  });

  it('answer every read that waits with ECANCELED when the dump is closed', async () => {
    const answers: unknown[] = [];
    const dump = new Dump(NETLINK_ROUTE, SILENT, (...answer: unknown[]) => answers.push(answer));
    for (let i = 0; i < 3; i++) dump.read(new ArrayBuffer(1 << 16));
    dump.close();
    while (answers.length < 3) await setImmediate();
    assert.deepEqual(answers, Array(3).fill([125, 'abort', 0, true]));
  });
});

function detached(length: number): ArrayBuffer {
  const buffer = new ArrayBuffer(length);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

describe('the addon, when what uses it ends', { skip }, () => {
  for (const [what, work] of [
    ['a dump', 'for await (const _ of dump(addon, 4, request));'],
    ['a search for owners in /proc', "await search({ method: 'procfs', threads: 2 });"],
  ] as const) {
    for (const spare of [0, 1]) {
      it(`fails ${what} with a SockdiagError when ${spare} descriptors can still be had`, () => {
        const result = runModule(
          `const { addon } = loadAddon();
          const held = [];
          try { for (;;) held.push(openSync('/dev/null')); } catch {}
          for (let i = 0; i < ${spare}; i++) closeSync(held.pop());
          let seen;
          try { ${work} } catch (error) { seen = error; }
          for (const fd of held) closeSync(fd);
          console.log(seen.name, seen.code, seen.errno);`,
          { files: 100 },
        );
        assert.deepEqual(result, ended(0, 'SockdiagError EMFILE 24\n'));
      });
    }
  }

  it('does not keep a process alive by a dump that nobody reads', () => {
    const result = runModule(`
      const { addon } = loadAddon();
      globalThis.idle = new addon.Dump(4, request, () => {});
      globalThis.begun = dump(addon, 4, request);
      await begun.next();
      console.log('good');`);
    assert.deepEqual(result, ended(0, 'good\n'));
  });

  it('keeps a process alive while its reader waits', () => {
    const result = runModule(`
      let rows = 0;
      for await (const reply of dump(loadAddon().addon, 4, request)) rows += reply.length;
      console.log(rows > 0);`);
    assert.deepEqual(result, ended(0, 'true\n'));
  });

  it('lets go of thread and descriptors when a dump is forgotten and collected', () => {
    const result = runModule(
      `const { addon } = loadAddon();
      // Starts Node's own pool of threads.
      await (await import('node:fs/promises')).stat('/');
      const before = count();
      for (let i = 0; i < 20; i++) {
        new addon.Dump(4, request, () => {});
        await dump(addon, 4, request).next();
      }
      if (count() <= before) console.log('nothing was there to collect');
      while (count() > before) {
        gc();
        await turn();
      }
      console.log('good');`,
      { flags: ['--expose-gc'] },
    );
    assert.deepEqual(result, ended(0, 'good\n'));
  });

  for (const [when, code] of [
    ['at once', ''],
    ['after a chunk', 'await started.next();'],
    [
      'while the kernel is silent',
      'dump(addon, 0, Uint8Array.from([16, 0, 0, 0, 1, 0, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0])).next(); await turn();',
    ],
    ['while many run', 'for (let i = 0; i < 20; i++) dump(addon, 4, request).next(); await turn();'],
  ]) {
    it(`lets a process exit in the middle of dumps and searches for owners: ${when}`, () => {
      const result = runModule(`
        const { addon } = loadAddon();
        for (const method of ['auto', 'procfs']) search({ method, threads: 4 }).catch(() => {});
        const started = dump(addon, 4, request);
        started.next();
        ${code}
        process.exit(7);`);
      assert.deepEqual(result, ended(7));
    });
  }

  it('survives workers that are terminated in the middle of dumps and searches for owners', () => {
    // Only the workers load the addon, so that it is unloaded whenever none is left.
    const worker = `(async () => {
      const { loadAddon } = await import('${DIST}kernel/addon/load-addon.js');
      const { dump } = await import('${DIST}kernel/netlink/dump.js');
      const { searchOwners } = await import('${DIST}sockets/owners/owners.js');
      const { ProcRoot } = await import('${DIST}kernel/procfs/root.js');
      const { parentPort, workerData } = require('node:worker_threads');
      const { addon } = loadAddon();
      const read = async () => { for (;;) for await (const _ of dump(addon, 4, workerData)) parentPort.postMessage(0); };
      const sources = { addon, root: new ProcRoot() };
      const search = async (method) => { for (;;) parentPort.postMessage(await searchOwners(sources, { method }) && 1); };
      parentPort.postMessage(2);
      await Promise.all([read(), read(), search('auto'), search('procfs')]);
    })()`;
    const result = runModule(`
      const { Worker } = await import('node:worker_threads');
      const code = ${JSON.stringify(worker)};
      const once = (from, event) => new Promise((resolve, reject) => from.once(event, resolve).once('error', reject));
      async function oneAfterTheOther(runs) {
        for (let run = 0; run < runs; run++) {
          const worker = new Worker(code, { eval: true, execArgv: [], workerData: request });
          for (let messages = run % 4; messages >= 0; messages--) await once(worker, 'message');
          for (let turns = run % 7; turns > 0; turns--) await turn();
          await worker.terminate();
        }
      }
      // The first one makes Node itself open what it keeps.
      await oneAfterTheOther(1);
      const before = count();
      await Promise.all(Array.from({ length: 4 }, () => oneAfterTheOther(30)));
      while (count() > before) await turn();
      console.log('good');`);
    assert.deepEqual(result, ended(0, 'good\n'));
  });
});
