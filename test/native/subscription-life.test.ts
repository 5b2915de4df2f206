// How a subscription is called wrongly, and how it ends with what uses it. No socket needs to be heard for that.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Addon } from '../../src/kernel/addon/addon.ts';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { DIST, ended, runModule } from '../support/run-module.ts';
import { skipUnless } from '../support/skip.ts';

const { addon, reason } = loadAddon();
const native = addon as Addon;
const skip = skipUnless(addon !== undefined, `no addon: ${reason}`);

const SOCK_DIAG = 4;
const ROOM = 1 << 16;

/** For a module of its own: what makes a subscription, and what the kernel answers at once. */
const PRELUDE = `
  const { addon } = loadAddon();
  const subscribe = (onRead = () => {}) => new addon.Subscription(4, Uint32Array.of(1, 2, 3, 4), 1 << 20, onRead);
  const knock = new Uint8Array(Uint32Array.of(16, 0, 1, 0).buffer);
  new Uint16Array(knock.buffer).set([1, 0x5], 2);
  const room = () => new ArrayBuffer(${ROOM});`;

const run = (code: string, options = {}) => runModule(PRELUDE + code, options);

describe('the native class Subscription', { skip }, () => {
  const nothing = () => {};
  const groups = Uint32Array.of(1);
  const view = new DataView(new ArrayBuffer(8));
  const odd: unknown[] = [undefined, null, true, 1, 1n, 'text', Symbol('s'), {}, [], [1], nothing, view];
  const arrays = [new Int32Array(1), new Uint8ClampedArray(4), new BigUint64Array(1), new Float64Array(2)];
  const without = (good: (item: unknown) => boolean) => odd.filter((item) => !good(item));
  const throwsTypeError = (work: () => unknown) => assert.throws(work, TypeError);
  // As JavaScript calls it, which knows no types.
  type Method = (...args: unknown[]) => unknown;
  type Untyped = new (...args: unknown[]) => Record<'read' | 'send' | 'drops' | 'receiveBuffer' | 'close', Method>;
  const Subscription = native?.Subscription as unknown as Untyped;
  const subscribe = (onRead: Method = nothing) => new Subscription(SOCK_DIAG, groups, ROOM, onRead);

  it('throws a TypeError for arguments of another type, or none', () => {
    const good: unknown[] = [SOCK_DIAG, groups, ROOM, nothing];
    for (let count = 0; count < good.length; count++) throwsTypeError(() => new Subscription(...good.slice(0, count)));
    const bad = [
      without((item) => typeof item === 'number'),
      [...odd, ...arrays, Uint8Array.of(1)],
      without((item) => typeof item === 'number'),
      without((item) => item === nothing),
    ];
    for (const [at, values] of bad.entries()) {
      for (const value of values) throwsTypeError(() => new Subscription(...good.with(at, value)));
    }
  });

  it('throws a TypeError when it is called without new, and its methods on something else', () => {
    const subscription = subscribe();
    throwsTypeError(() => (Subscription as unknown as Method)(SOCK_DIAG, groups, ROOM, nothing));
    const { read, send, drops, receiveBuffer, close } = subscription;
    for (const self of [...odd, Object.create(subscription)]) {
      throwsTypeError(() => read.call(self, new ArrayBuffer(ROOM)));
      throwsTypeError(() => send.call(self, new Uint8Array(16)));
      for (const method of [drops, receiveBuffer, close]) throwsTypeError(() => method.call(self));
    }
    subscription.close();
  });

  it('throws a TypeError for a buffer or a request that is none, and for anything once it is closed', () => {
    const subscription = subscribe();
    for (const bad of [...odd, ...arrays, new Uint8Array(8), new SharedArrayBuffer(ROOM)])
      throwsTypeError(() => subscription.read(bad));
    for (const bad of [...odd, ...arrays, new ArrayBuffer(16), groups]) throwsTypeError(() => subscription.send(bad));
    throwsTypeError(() => subscription.read());
    throwsTypeError(() => subscription.send());
    subscription.close();
    subscription.close();
    throwsTypeError(() => subscription.read(new ArrayBuffer(ROOM)));
    throwsTypeError(() => subscription.send(new Uint8Array(16)));
    throwsTypeError(() => subscription.drops());
    throwsTypeError(() => subscription.receiveBuffer());
  });

  it('answers a read with EINVAL for a buffer that is too small or detached', async () => {
    const detached = new ArrayBuffer(ROOM);
    structuredClone(detached, { transfer: [detached] });
    for (const buffer of [new ArrayBuffer(0), new ArrayBuffer(32 * 1024 - 1), detached]) {
      const answers: unknown[] = [];
      const subscription = subscribe((...answer) => answers.push(answer));
      subscription.read(buffer);
      while (answers.length === 0) await setImmediate();
      assert.deepEqual(answers, [[22, 'recvmsg', 0, true]]);
      subscription.close();
    }
  });
});

describe('a subscription, when what uses it ends', { skip }, () => {
  // A socket, and what cancels its thread.
  for (const spare of [0, 1]) {
    it(`throws EMFILE when ${spare} descriptors can still be had, and keeps none`, () => {
      const result = run(
        `const held = [];
        try { for (;;) held.push(openSync('/dev/null')); } catch {}
        for (let i = 0; i < ${spare}; i++) closeSync(held.pop());
        let seen;
        for (let i = 0; i < 3; i++) try { subscribe(); } catch (error) { seen = error; }
        for (let i = 0; i < ${spare}; i++) openSync('/dev/null');
        for (const fd of held) closeSync(fd);
        console.log(seen instanceof Error, seen.errno, seen.syscall);`,
        { files: 100 },
      );
      assert.deepEqual(result, ended(0, `true 24 ${['socket', 'eventfd'][spare]}\n`));
    });
  }

  it('does not keep a process alive that does not read it', () => {
    const result = run(`
      globalThis.unread = subscribe();
      let answers = 0;
      globalThis.read = subscribe(() => answers++ || console.log('good'));
      read.send(knock);
      read.read(room());`);
    assert.deepEqual(result, ended(0, 'good\n'));
  });

  it('keeps a process alive while it reads', () => {
    const result = run(`
      const subscription = subscribe((errno, syscall, bytes) => console.log(errno, bytes > 0));
      subscription.read(room());
      setTimeout(() => subscription.send(knock), 100).unref();`);
    assert.deepEqual(result, ended(0, '0 true\n'));
  });

  it('lets go of thread and descriptors when it is forgotten and collected', () => {
    const result = run(
      `await (await import('node:fs/promises')).stat('/');
      const before = count();
      for (let i = 0; i < 20; i++) {
        subscribe();
        subscribe().read(room());
      }
      if (count() < before + 40) console.log('nothing was there to collect');
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
    ['while it waits', 'await turn();'],
    ['while it is full of answers', 'for (let i = 0; i < 1000; i++) many[i % 20].send(knock);'],
    ['when it was closed', 'for (const one of many) one.close();'],
  ]) {
    it(`lets a process exit in the middle of its reads: ${when}`, () => {
      const result = run(`
        const many = Array.from({ length: 20 }, () => subscribe());
        for (const one of many) one.read(room());
        ${code}
        process.exit(7);`);
      assert.deepEqual(result, ended(7));
    });
  }

  it('survives workers that are terminated in the middle of its reads', () => {
    // Only the workers load the addon, so that it is unloaded whenever none is left.
    const worker = `(async () => {
      const { parentPort } = require('node:worker_threads');
      const { loadAddon } = await import('${DIST}kernel/addon/load-addon.js');
      ${PRELUDE}
      const busy = subscribe(() => { parentPort.postMessage(1); busy.send(knock); busy.read(room()); });
      globalThis.waiting = subscribe();
      for (const one of [busy, busy, waiting, waiting]) one.read(room());
      busy.send(knock);
    })()`;
    const result = runModule(`
      const { Worker } = await import('node:worker_threads');
      const code = ${JSON.stringify(worker)};
      const once = (from, event) => new Promise((resolve, reject) => from.once(event, resolve).once('error', reject));
      async function oneAfterTheOther(runs) {
        for (let run = 0; run < runs; run++) {
          const worker = new Worker(code, { eval: true, execArgv: [] });
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
