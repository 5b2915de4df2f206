import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { packageFile, packageUrl } from '../../../src/package-root.ts';
import { noBpf } from '../../support/bpf.ts';

const INDEX = packageUrl('build-modules/index.js').href;
const METHOD = packageFile('build-modules/sockets/owners/owner-method.js');

/** Runs a module in a process of its own, with the modules of the package as they are built. */
function runModule(code: string, flags: readonly string[] = []) {
  const prelude = `
    import { readdirSync, readlinkSync } from 'node:fs';
    const { snapshot } = await import('${INDEX}');
    const search = (more = {}) => snapshot({ protocols: ['unix'], owners: true, ownerMethod: 'bpf', ...more });
    const linkOf = (fd) => { try { return readlinkSync('/proc/self/fd/' + fd); } catch { return ''; } };
    const programs = () => readdirSync('/proc/self/fd').filter((fd) => /bpf/.test(linkOf(fd))).length;
    const turn = () => new Promise((resolve) => setImmediate(resolve));`;
  const node = [...flags, '--input-type=module', '--eval', prelude + code];
  // The bound is for a process that never ends; it is no measure.
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8', timeout: 60_000 });
  return { status, signal, stdout, stderr };
}

const said = (stdout: string) => ({ status: 0, signal: null, stdout, stderr: '' });

describe('a loaded program', { skip: noBpf }, () => {
  it('is kept for the next search, and is one descriptor', () => {
    const result = runModule(`
      const before = programs();
      for (let i = 0; i < 5; i++) {
        const { report } = await search();
        console.log(report.owners.method, programs() - before);
      }`);
    assert.deepEqual(result, said('bpf 1\n'.repeat(5)));
  });

  it('is kept once, however many searches ran side by side', () => {
    const result = runModule(`
      const before = programs();
      await Promise.all(Array.from({ length: 8 }, () => search()));
      console.log(programs() - before);`);
    assert.deepEqual(result, said('1\n'));
  });

  it('is used by auto, for which it then costs nothing to load', () => {
    const result = runModule(`
      await search();
      console.log((await search({ ownerMethod: 'auto' })).report.owners.method);
      console.log((await search({ ownerMethod: 'procfs' })).report.owners.method);`);
    assert.deepEqual(result, said('bpf\nprocfs\n'));
  });

  it('does not keep the process alive', () => {
    // Its end is the timeout's: a process that stayed for as long as the program is kept would end too.
    const result = runModule(`
      await search();
      console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length);`);
    assert.deepEqual(result, said('0\n'));
  });

  it('is forgotten after a while, and loaded again when it is wanted', () => {
    const result = runModule(
      `const { mock } = await import('node:test');
      mock.timers.enable({ apis: ['setTimeout'] });
      const before = programs();
      await search();
      mock.timers.tick(9_999);
      console.log(programs() - before);
      await search();
      mock.timers.tick(9_999);
      console.log(programs() - before);
      mock.timers.tick(1);
      console.log(programs() - before);
      await search();
      console.log(programs() - before);`,
      ['--no-warnings'],
    );
    assert.deepEqual(result, said('1\n1\n0\n1\n'));
  });

  for (const turns of [0, 1, 3, 10, 30]) {
    it(`leaves nothing behind when a search is aborted after ${turns} turns`, () => {
      const result = runModule(
        `const controller = new AbortController();
        const before = programs();
        const pending = search({ signal: controller.signal });
        for (let i = 0; i < ${turns}; i++) await turn();
        controller.abort(new Error('enough'));
        const outcome = await pending.then(() => 'done', (error) => error.message);
        // What was done before the signal came keeps its program.
        const kept = outcome === 'done' ? 1 : 0;
        while (programs() - before > kept) { gc(); await turn(); }
        console.log(['done', 'enough'].includes(outcome), (await search()).report.owners.method);`,
        ['--expose-gc'],
      );
      assert.deepEqual(result, said('true bpf\n'));
    });
  }

  it('serves many searches that are aborted and many that are not, side by side', () => {
    const result = runModule(`
      const outcomes = await Promise.allSettled(Array.from({ length: 40 }, async (_, i) => {
        const controller = new AbortController();
        const pending = search({ signal: controller.signal });
        if (i % 2) for (let turns = i; turns > 0; turns--) await turn();
        if (i % 2) controller.abort();
        return (await pending).report.owners.method;
      }));
      console.log(outcomes.filter((outcome, i) => i % 2 === 0).every(({ value }) => value === 'bpf'));
      console.log(outcomes.every(({ status, value, reason }) => value === 'bpf' || reason.name === 'AbortError'));`);
    assert.deepEqual(result, said('true\ntrue\n'));
  });

  it('is each thread’s own, and gone with it', () => {
    const worker = `(async () => {
      const { snapshot } = await import('${INDEX}');
      const { report } = await snapshot({ protocols: ['unix'], owners: true, ownerMethod: 'bpf' });
      require('node:worker_threads').parentPort.postMessage(report.owners.method);
    })()`;
    const result = runModule(`
      const { Worker } = await import('node:worker_threads');
      const { once } = await import('node:events');
      const before = programs();
      for (let i = 0; i < 3; i++) {
        const threads = Array.from({ length: 3 }, () => new Worker(${JSON.stringify(worker)}, { eval: true, execArgv: [] }));
        const ends = threads.map((thread) => once(thread, 'exit'));
        console.log(...(await Promise.all(threads.map(async (thread) => (await once(thread, 'message'))[0]))));
        await Promise.all(ends);
      }
      console.log(programs() - before);`);
    assert.deepEqual(result, said(`${'bpf bpf bpf\n'.repeat(3)}0\n`));
  });

  it('is not tried again by a process in which it was refused', () => {
    const result = runModule(`
      const { rememberUnusable, bpfUnavailable } = await import('${METHOD}');
      rememberUnusable(bpfUnavailable('refused'));
      const { report } = await search({ ownerMethod: 'auto' });
      console.log(report.owners.method, report.owners.reason);
      console.log((await search().catch((error) => error)).code);`);
    assert.deepEqual(result, said('procfs bpf: refused\nERR_BPF_UNAVAILABLE\n'));
  });
});
