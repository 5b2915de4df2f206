import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { packageUrl } from '../../src/package-root.ts';
import { noBpf } from '../support/bpf.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const INDEX = packageUrl('dist/index.js').href;
const { addon, reason } = loadAddon();
const native = skipUnless(addon !== undefined, `no addon: ${reason}`);
const skip = skipUnless(!namespaceMissing, `${namespaceMissing}`);

// The smallest leak there is to fear, a buffer or a thread's stack a snapshot, would be many times as much.
const SNAPSHOTS = 2000;
const MOST_GROWTH = 16 << 20;

/** A /proc of its own holds no process but the test's, so that a scan for owners is short. Where that is denied, it is longer. */
const OWN_PROC = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const wrapper = spawnSync('unshare', [...OWN_PROC.slice(1), 'true']).status === 0 ? OWN_PROC : [];

// V8 lets its young generation grow in steps larger than what is looked for.
const YOUNG = '--max-semi-space-size=1';

interface Growth {
  descriptors: number;
  threads: number;
  memory: number;
  outcomes: string[];
}

/** Takes snapshots in a process of its own, and tells what there is more of after many than after some. */
function growthOf(takeOne: string): Growth {
  const code = `
    import { readdirSync } from 'node:fs';
    import { stat } from 'node:fs/promises';
    import { createServer } from 'node:net';
    import { snapshot } from '${INDEX}';

    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const outcomes = new Set();
    async function take(count) {
      const takeOne = async (i) => { ${takeOne} };
      for (let i = 0; i < count; i++) {
        await takeOne(i).then(() => outcomes.add('taken'), (error) => outcomes.add(error.name));
      }
    }
    async function measure() {
      let last = '';
      // Threads end and handles are collected a little later: until nothing changes any more.
      for (let same = 0; same < 50; ) {
        gc();
        await turn();
        const now = [readdirSync('/proc/self/fd').length, readdirSync('/proc/self/task').length];
        same = now.join() === last ? same + 1 : 0;
        last = now.join();
      }
      const [descriptors, threads] = last.split(',').map(Number);
      return { descriptors, threads, memory: process.memoryUsage.rss() };
    }
    // Some sockets to see; and Node's own pool of threads.
    const servers = Array.from({ length: 20 }, (_, i) => createServer().listen('\\0sockdiag-leak-' + process.pid + i));
    await Promise.all([stat('/'), ...servers.map((server) => new Promise((resolve) => server.once('listening', resolve)))]);
    await take(${SNAPSHOTS / 2});
    const before = await measure();
    await take(${SNAPSHOTS});
    const after = await measure();
    for (const server of servers) server.close();
    const growth = Object.fromEntries(Object.keys(after).map((key) => [key, after[key] - before[key]]));
    console.log(JSON.stringify({ ...growth, outcomes: [...outcomes].sort() }));`;
  const node = [process.execPath, '--expose-gc', YOUNG, '--input-type=module', '--eval', code];
  const [program, ...args] = [...wrapper, ...node] as [string, ...string[]];
  // The bound is for a process that never ends; it is no measure.
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 180_000 });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

describe(`${SNAPSHOTS} snapshots leave no descriptor, thread or memory behind`, { skip, concurrency: 2 }, () => {
  for (const [what, takeOne, outcomes, unless] of [
    [
      'of sock_diag',
      "await snapshot({ source: 'netlink', protocols: ['tcp', 'unix'], states: ['LISTEN'], tcpInfo: true });",
      ['taken'],
      native,
    ],
    ['of /proc', "await snapshot({ source: 'procfs', protocols: ['unix', 'raw'] });", ['taken'], false],
    // By a method that is named: auto would begin to keep a program loaded when other tests open many files.
    [
      'with owners from /proc',
      "await snapshot({ protocols: ['unix'], owners: true, ownerMethod: 'procfs' });",
      ['taken'],
      native,
    ],
    [
      "with owners from the kernel's own pass",
      "await snapshot({ protocols: ['unix'], owners: true, ownerMethod: 'bpf' });",
      ['taken'],
      noBpf,
    ],
    [
      'that are aborted, early and late',
      `const controller = new AbortController();
      const pending = snapshot({ owners: true, ownerMethod: 'procfs', procFields: ['unix'], signal: controller.signal });
      for (let turns = i % 12; turns > 0; turns--) await turn();
      controller.abort();
      await pending;`,
      ['AbortError'],
      native,
    ],
    [
      'that fail',
      "await snapshot({ procRoot: '/proc/nowhere', protocols: ['unix'], owners: true });",
      ['SockdiagError'],
      native,
    ],
  ] as const) {
    it(what, { skip: unless }, () => {
      const growth = growthOf(takeOne);
      assert.deepEqual({ ...growth, memory: 0 }, { descriptors: 0, threads: 0, memory: 0, outcomes: [...outcomes] });
      assert.ok(growth.memory < MOST_GROWTH, `${growth.memory} bytes more`);
    });
  }
});
