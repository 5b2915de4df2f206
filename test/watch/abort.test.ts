import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { packageUrl } from '../../src/package-root.ts';
import { noBpf } from '../support/bpf.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { ended, runModule } from '../support/run-module.ts';
import { skipUnless } from '../support/skip.ts';

const { addon, reason } = loadAddon();
const skip =
  skipUnless(!namespaceMissing, `${namespaceMissing}`) || skipUnless(addon !== undefined, `no addon: ${reason}`);

/** In a process of its own: what is there to follow, and something that always ends. */
const SCENE = `
  import { createSocket } from 'node:dgram';
  import { createServer } from 'node:net';
  import { stat } from 'node:fs/promises';
  import { Worker, isMainThread } from 'node:worker_threads';
  import { setTimeout as wait } from 'node:timers/promises';
  const { watch, snapshots } = await import(DIST + 'index.js');
  const servers = Array.from({ length: 20 }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all([stat('/'), ...servers.map((server) => new Promise((resolve) => server.once('listening', resolve)))]);
  const endOne = () => new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => socket.close(resolve));
  });
  const settled = async () => {
    // Threads end and handles are collected a little later: until nothing changes any more.
    let last = 0;
    for (let same = 0; same < 15; ) {
      gc();
      await wait(5);
      same = count() === last ? same + 1 : 0;
      last = count();
    }
    return last;
  };
`;

const run = (code: string) =>
  runModule(
    `const DIST = '${packageUrl('dist/').href}';${SCENE}${code}\nfor (const server of servers) server.close();`,
    { flags: ['--expose-gc'] },
  );

/**
 * Runs something many times with its number, and says what is left of it: descriptors and threads.
 * @param last - done before each count: a program that is kept for the next search is then there, or not, both times
 */
const repeated = (once: string, { times = 25, last = '' } = {}) =>
  run(`
    const once = async (i) => { ${once} };
    for (let i = 0; i < 10; i++) await once(i);
    ${last}
    const before = await settled();
    for (let i = 0; i < ${times}; i++) await once(i);
    ${last}
    console.log(await settled() - before);`);

const NOTHING_LEFT = ended(0, '0\n');

describe('a stream that ends', { skip }, () => {
  before(() => {
    assert.equal(spawnSync('ip', ['link', 'set', 'lo', 'up']).status, 0);
  });

  for (const [what, query, skipThis] of [
    ['over netlink', {}, false],
    ['from /proc', { source: 'procfs' }, false],
    ['with owners from /proc', { owners: true, ownerMethod: 'procfs', verifyInterval: 1 }, false],
    ['with owners by bpf', { owners: true, ownerMethod: 'bpf', verifyInterval: 1 }, noBpf],
  ] as const) {
    it(`by its signal at any moment throws its reason and leaves nothing behind, ${what}`, { skip: skipThis }, () => {
      const last = `for await (const batch of watch(${JSON.stringify(query)})) break;`;
      const once = `
        const controller = new AbortController();
        const stream = watch({ ...${JSON.stringify(query)}, interval: 1, signal: controller.signal });
        const reason = new Error('enough');
        const following = (async () => { for await (const batch of stream); })();
        const thrown = following.then(() => 'nothing', (error) => error);
        if (i % 4 === 3) await wait(i / 4);
        for (let turns = i % 20; turns > 0; turns--) {
          if (i % 3 === 0) await endOne();
          else await turn();
        }
        controller.abort(reason);
        const error = await thrown;
        if (error !== reason) throw new Error('thrown: ' + (error.stack ?? error));`;
      assert.deepEqual(repeated(once, { last }), NOTHING_LEFT);
    });
  }

  it('by its signal while it waits for a tick that is far away', () => {
    const result = repeated(`
      const controller = new AbortController();
      const stream = watch({ interval: 3600000, signal: controller.signal });
      await stream.next();
      const next = stream.next().catch((error) => error.name);
      await turn();
      controller.abort();
      if (await next !== 'AbortError') throw new Error(await next);
      if (!(await stream.next()).done) throw new Error('it goes on');`);
    assert.deepEqual(result, NOTHING_LEFT);
  });

  it('by its signal, though nobody asks for more', () => {
    const result = repeated(`
      const controller = new AbortController();
      const stream = watch({ interval: 3600000, signal: controller.signal });
      await stream.next();
      if (i % 2) await endOne();
      controller.abort();`);
    assert.deepEqual(result, NOTHING_LEFT);
  });

  it('by a signal that was raised before it began', () => {
    const result = repeated(`
      const stream = watch({ signal: AbortSignal.abort(i) });
      const thrown = await stream.next().then(() => 'nothing', (error) => error);
      if (thrown !== i) throw new Error(thrown);`);
    assert.deepEqual(result, NOTHING_LEFT);
  });

  it('because its reader goes', () => {
    const result = repeated(`
      for await (const batch of watch({ interval: 1 })) {
        await endOne();
        if (batch.report.ticks > i % 5) break;
      }
      const thrown = await (async () => {
        for await (const batch of watch({ interval: 1 })) throw i;
      })().catch((error) => error);
      if (thrown !== i) throw new Error(thrown);
      const unused = watch();
      await unused.return();
      watch();`);
    assert.deepEqual(result, NOTHING_LEFT);
  });

  it('like ten others at the same time', () => {
    const result = repeated(`
      const controller = new AbortController();
      const follow = async (query) => {
        for await (const batch of watch({ interval: 1 + i % 5, signal: controller.signal, ...query })) await endOne();
      };
      const queries = [{}, { owners: true, protocols: ['udp'], ownerMethod: 'procfs' }, { source: 'procfs', protocols: ['tcp'] }];
      const streams = Array.from({ length: 10 }, (_, at) => follow(queries[at % 3]).catch((error) => error.name));
      await wait(10);
      controller.abort();
      const ends = new Set(await Promise.all(streams));
      if ([...ends].join() !== 'AbortError') throw new Error([...ends].join());`);
    assert.deepEqual(result, NOTHING_LEFT);
  });

  it('with its process, at any moment', () => {
    for (const exit of ['await turn()', 'await wait(5)', 'await endOne()', 'await wait(30)']) {
      const result = run(`
        const stream = watch({ interval: 5, owners: true });
        (async () => { for await (const batch of stream) endOne(); })();
        ${exit};
        process.exit(7);`);
      assert.deepEqual(result, ended(7), exit);
    }
  });

  it('and its process goes on when it is only waited for', () => {
    const result = run(`
      setTimeout(() => { console.log('still there'); process.exit(); }, 100);
      for await (const batch of watch({ interval: 3600000 }));`);
    assert.deepEqual(result, ended(0, 'still there\n'));
  });

  it('with its worker thread, which leaves nothing behind', () => {
    const result = repeated(
      `
      const code = \`
        import { parentPort } from 'node:worker_threads';
        const { watch } = await import('\${DIST}index.js');
        for await (const batch of watch({ interval: 1, owners: true, ownerMethod: 'procfs' })) parentPort.postMessage(0);\`;
      const worker = new Worker(code, { eval: true });
      await new Promise((resolve) => worker.once('message', resolve));
      if (i % 2) await endOne();
      await worker.terminate();`,
      { times: 12 },
    );
    assert.deepEqual(result, NOTHING_LEFT);
  });

  it('of snapshots, by its signal and by its reader', () => {
    const result = repeated(`
      const controller = new AbortController();
      const stream = snapshots({ interval: 1, owners: i % 2 === 1, signal: controller.signal });
      const thrown = (async () => { for await (const table of stream); })().catch((error) => error);
      for (let turns = i % 20; turns > 0; turns--) await turn();
      controller.abort(i);
      if (await thrown !== i) throw new Error(String(await thrown));
      for await (const table of snapshots({ interval: 1 })) break;`);
    assert.deepEqual(result, NOTHING_LEFT);
  });
});
