import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { noBpf } from '../support/bpf.ts';
import { COMMAND, has } from '../support/command.ts';
import { Bench, BOTH_SOURCES, type Ours } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const COMBINATIONS = ['-p', '-anp', '-tulnp', '-xanp', '-tanpeo', '--programs -anW', '-xlp', '-46anp', '-wanp', '-Uap'];
/** Every way to find owners, beside both sources of sockets. */
const EVERY_WAY: readonly Ours[] = [
  ...BOTH_SOURCES,
  { env: { SOCKDIAG_NATIVE: '0' } },
  { more: ['--owners', 'procfs'] },
  ...(noBpf ? [] : [{ more: ['--owners', 'bpf'] }]),
];
const AS_ANOTHER = ['-p', '-anp', '-tulnpe', '-xanp'];

const as = (uid: number) => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
/** Whether that user exists for the kernel, and may read the command. */
const canRun = (uid: number) =>
  has('setpriv') && spawnSync('setpriv', [...as(uid).slice(1), process.execPath, COMMAND, '-V']).status === 0;

const skip = skipUnless(!namespaceMissing && has('netstat'), namespaceMissing ?? 'no netstat to compare with');

describe('owners beside those of netstat', { skip }, () => {
  let world: World;
  const bench = new Bench();
  before(async () => {
    world = await World.start();
  });
  after(async () => {
    bench.end();
    await world.stop();
  });

  for (const line of COMBINATIONS) {
    it(`prints what netstat prints: ${line}`, () => {
      bench.assertSame(line.split(' '), EVERY_WAY);
    });
  }

  it('shows each of the world’s processes by its name', () => {
    const { stdout } = bench.run('sockdiag', ['-tlnp']);
    for (const [label, pid] of Object.entries(world.report.holders)) {
      // What is shared goes by its lowest pid, which is that of the world.
      if (label !== 'shared') assert.match(stdout, new RegExp(` ${pid}/`), label);
    }
  });

  for (const [who, uid] of [
    ['nobody', 65534],
    ['a user with no name and no processes', 12345],
  ] as const) {
    const launcher = as(uid);
    describe(`as ${who}`, { skip: skipUnless(canRun(uid), `the command cannot be run as uid ${uid} here`) }, () => {
      for (const line of AS_ANOTHER) {
        it(`prints what netstat prints: ${line}`, () => {
          const { netstat } = bench.assertSame(line.split(' '), BOTH_SOURCES, { launcher });
          assert.match(netstat.stderr, /^\(No.* info/);
        });
      }
    });
  }
});
