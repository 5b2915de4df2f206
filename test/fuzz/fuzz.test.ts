import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { FOUND, foundFiles, targetOfFile } from '../../fuzz/corpus.ts';
import { judge } from '../../fuzz/oracles/oracles.ts';
import { stretched } from '../../fuzz/oracles/time.ts';
import { TargetRun } from '../../fuzz/runner.ts';
import { shrink } from '../../fuzz/shrink.ts';
import { TARGETS } from '../../fuzz/targets/targets.ts';
import { packageFile, packageUrl } from '../../src/package-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'sockdiag-fuzz-'));
after(() => rmSync(folder, { recursive: true }));

function fuzz(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'fuzz/main.ts', ...args], {
    cwd: packageFile(''),
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

describe('an input that was found', () => {
  for (const file of foundFiles()) {
    it(`is read rightly now: ${file}`, async () => {
      const target = TARGETS.find(({ name }) => name === targetOfFile(file));
      assert.ok(target, 'its name begins with that of a target');
      assert.equal(await judge(target, new Uint8Array(readFileSync(join(FOUND, file))), true), undefined);
    });
  }
});

describe('an input', () => {
  it('is named by seed, target and iteration', () => {
    for (const target of TARGETS) {
      const [one, other, another] = [1, 1, 2].map((seed) => new TargetRun(target, seed, () => {}));
      const inputs = (run: TargetRun | undefined) => Array.from({ length: 40 }, (_, at) => run?.input(1000 + at));
      assert.deepEqual(inputs(one), inputs(other), target.name);
      assert.notDeepEqual(inputs(one), inputs(another), target.name);
    }
  });

  it('does not change those it is made of', () => {
    for (const target of TARGETS) {
      const seeds = target.seeds();
      const copies = seeds.map((seed) => seed.slice());
      const run = new TargetRun({ ...target, seeds: () => seeds }, 3, () => {});
      for (let at = 0; at < 60; at++) run.input(at);
      assert.deepEqual(seeds, copies, target.name);
    }
  });

  it('is made long by repeating a part of it', () => {
    const input = Uint8Array.of(1, 2, 3, 0x0a, 4, 5);
    const long = stretched(input, 1000);
    assert.ok(long.length >= 1000 && long.length < 1020);
    assert.deepEqual(stretched(input, 1000), long);
  });

  it('is made small while the same is wrong with it', async () => {
    const input = Uint8Array.from({ length: 500 }, (_, at) => at);
    const small = await shrink(input, async (bytes) => bytes.includes(77) && bytes.includes(200));
    assert.deepEqual([...small], [77, 200]);
  });
});

describe('an input that never ends', () => {
  it('ends the run, which says what it was', () => {
    const code = `
      import { Watchdog } from '${packageUrl('fuzz/watchdog.ts').href}';
      const watchdog = new Watchdog(['some', 'netlink/endless'], 5, 300);
      await watchdog.ready();
      watchdog.begin(1, 77);
      for (;;);`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
    const { signal, stderr } = spawnSync(process.execPath, args, {
      cwd: packageFile(''),
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(signal, 'SIGTERM');
    assert.match(stderr, /^FOUND in netlink\/endless by the oracle 'end': .+\n {2}made {4}seed 5, iteration 77\n/);
  });
});

describe('npm run fuzz', () => {
  it('says with --list which targets there are, each once', () => {
    const { status, stdout } = fuzz('--list');
    const names = stdout.trimEnd().split('\n');
    assert.equal(status, 0);
    assert.deepEqual(names, [...new Set(TARGETS.map(({ name }) => name))]);
  });

  it('runs some for a time, and says of each how many inputs it had', () => {
    const { status, stdout } = fuzz('--seconds', '1', '--target', 'names/format', '--out', folder);
    assert.equal(status, 0, stdout);
    assert.match(
      stdout,
      /^names\/format-address +\d+ inputs +\d+\/s +0 findings\n1 target, \d+ inputs, 0 findings, seed 1\n$/,
    );
  });

  it('replays a file, whose name says whose it is', () => {
    const file = join(folder, 'netlink.text.agreement.00000000.bin');
    writeFileSync(file, 'eth0\0');
    const { status, stdout } = fuzz('--replay', file);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^netlink\/text: nothing is wrong with /);
  });

  it('says of what it refuses what is wrong with it', () => {
    const file = join(folder, 'no-target');
    writeFileSync(file, '');
    for (const [args, message] of [
      [['--replay', '/none'], /^fuzz: ENOENT.*'\/none'\n$/],
      [['--replay', file], /^fuzz: the name '.*no-target' names no target: .*\n$/],
      [['--target', 'proc', '--iteration', '3'], /^fuzz: several targets begin with 'proc': .*\n$/],
    ] as const) {
      assert.match(fuzz(...args).stderr, message);
    }
  });

  it('refuses with 3 what it does not know', () => {
    for (const args of [
      ['--seconds', 'x'],
      ['--target', 'none'],
      ['--nothing'],
      ['--iteration', '1'],
      ['--replay', '/none'],
    ]) {
      const { status, stderr } = fuzz(...args);
      assert.equal(status, 3, args.join(' '));
      assert.match(stderr, /^fuzz: .+\n$/);
    }
  });
});
