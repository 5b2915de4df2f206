import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as api from '../../src/index.ts';
import { run } from '../support/command.ts';
import { packed, packedMissing, prebuildMissing } from '../support/packed.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(packedMissing === undefined, packedMissing ?? '');
const noPrebuild = skipUnless(prebuildMissing === undefined, prebuildMissing ?? '');

/** Runs code in the project that has installed the package, and gives what it wrote. */
function inProject(code: string, ...flags: string[]): string {
  const node = `cd "$0" && exec "$@"`;
  const command = [process.execPath, ...flags, '-e', code];
  const { code: status, stdout, stderr } = run('sh', ['-c', node, packed().project, ...command]);
  assert.deepEqual([status, stderr], [0, '']);
  return stdout;
}

const ESM = '--input-type=module';
// As in Jest, and wherever else ES modules cannot be required.
const CJS =
  'const { join, dirname } = require("node:path"); const api = require(join(dirname(require.resolve("sockdiag/package.json")), "dist/index.cjs"));';
const EXPORTS =
  'const names = (api) => JSON.stringify(Object.keys(api).filter((name) => name !== "__esModule").sort());';

describe('the installed package', { skip }, () => {
  const names = JSON.stringify(Object.keys(api).sort());

  it('gives to import, to require() and as CommonJS all that src/index.ts exports', () => {
    assert.equal(inProject(`import * as api from 'sockdiag'; ${EXPORTS} console.log(names(api))`, ESM), `${names}\n`);
    assert.equal(inProject(`${EXPORTS} console.log(names(require('sockdiag')))`), `${names}\n`);
    assert.equal(inProject(`${CJS} ${EXPORTS} console.log(names(api))`), `${names}\n`);
  });

  it('is one and the same to import and to require(): one state, one class of errors', () => {
    const code = `const required = require('sockdiag');
      import('sockdiag').then((api) => console.log(Object.keys(api).every((name) => api[name] === required[name]), required.scan.name));`;
    assert.equal(inProject(code), 'true scan\n');
  });

  it('gives functions and classes the names they are exported by', () => {
    const odd = '.filter(([name, value]) => typeof value === "function" && value.name !== name).map(String)';
    assert.equal(inProject(`console.log(Object.entries(require('sockdiag'))${odd})`), '[]\n');
    assert.equal(inProject(`${CJS} console.log(Object.entries(api)${odd})`), '[]\n');
  });

  it('has its modules as they are: none is a function that is called when it is first needed, as late imports would make it', () => {
    for (const name of ['index.js', 'index.cjs']) {
      const text = readFileSync(join(packed().folder, 'dist', name), 'utf8');
      assert.doesNotMatch(text, /\b__esm\b|\bimport\(/, name);
    }
  });

  it('does nothing when it is imported: no descriptor, thread, timer, listener or global, as sideEffects says', () => {
    const state = `const { readdirSync } = require('node:fs');
      const state = () => JSON.stringify([readdirSync('/proc/self/task').length, readdirSync('/proc/self/fd').length,
        process.getActiveResourcesInfo(), process.eventNames(), Reflect.ownKeys(globalThis).map(String)]);
      state(); const before = state();`;
    assert.equal(inProject(`${state} require('sockdiag'); console.log(state() === before)`), 'true\n');
    assert.equal(inProject(`${state} ${CJS} console.log(state() === before)`), 'true\n');
  });

  it('cannot be imported by a file of its own, but package.json can', () => {
    const code = `const { code } = (() => { try { require('sockdiag/dist/command.js') } catch (error) { return error } })();
      console.log(code, require('sockdiag/package.json').name)`;
    assert.equal(inProject(code), 'ERR_PACKAGE_PATH_NOT_EXPORTED sockdiag\n');
  });
});

describe('the installed addon', { skip: noPrebuild }, () => {
  const LISTS = `snapshot({ source: 'netlink', protocols: ['unix'], owners: true, ownerMethod: 'procfs' })
    .then(({ length, report }) => console.log(length > 0, report.sources.unix.source, report.owners.method))`;

  it('lists over netlink for import, for require() and in CommonJS', () => {
    assert.equal(inProject(`import { snapshot } from 'sockdiag'; ${LISTS}`, ESM), 'true netlink procfs\n');
    assert.equal(inProject(`const { snapshot } = require('sockdiag'); ${LISTS}`), 'true netlink procfs\n');
    assert.equal(inProject(`${CJS} const { snapshot } = api; ${LISTS}`), 'true netlink procfs\n');
  });

  it('is one for ES modules and CommonJS in one process', () => {
    const loaded = `require('node:fs').readFileSync('/proc/self/maps', 'latin1').match(/\\S+\\.node$/gm)`;
    const code = `${CJS} (async () => {
      for (const { snapshot } of [api, await import('sockdiag')]) await snapshot({ source: 'netlink', protocols: ['unix'] });
      console.log(new Set(${loaded}).size, Object.keys(require.cache).length > 0);
    })()`;
    assert.equal(inProject(code), '1 true\n');
  });

  it('works in workers, side by side and after one another', () => {
    const worker = `const { parentPort } = require('node:worker_threads');
      require('sockdiag').snapshot({ source: 'netlink', protocols: ['unix'], owners: true })
        .then(({ length, report }) => parentPort.postMessage([length > 0, report.sources.unix.source]))`;
    const code = `import { once } from 'node:events'; import { Worker } from 'node:worker_threads';
      for (let i = 0; i < 2; i++) {
        const workers = Array.from({ length: 3 }, () => new Worker(${JSON.stringify(worker)}, { eval: true, execArgv: [] }));
        const answers = await Promise.all(workers.map(async (one) => { const ended = once(one, 'exit'); const [answer] = await once(one, 'message'); await ended; return answer; }));
        console.log(JSON.stringify(answers));
      }`;
    assert.equal(inProject(code, ESM), `${JSON.stringify(Array(3).fill([true, 'netlink']))}\n`.repeat(2));
  });
});

describe('the installed package without its addon', { skip }, () => {
  it('lists from /proc, and says why', () => {
    const code = `process.env.SOCKDIAG_NATIVE = '0'; require('sockdiag').snapshot({ protocols: ['unix'] })
      .then(({ length, report }) => console.log(length > 0, report.sources.unix.source, report.addonMissing ?? report.sources.unix.reason))`;
    assert.match(inProject(code), /^true procfs .*SOCKDIAG_NATIVE=0\n$/);
  });
});
