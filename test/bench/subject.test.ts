import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { METHODS, SNAPSHOT, snapshotBy } from '../../bench/calls.ts';
import { CallRunner, CommandRunner, Unavailable } from '../../bench/subject.ts';
import { BenchWorld } from '../../bench/world.ts';
import { skipUnless } from '../support/skip.ts';

const NAMESPACE = process.geteuid?.() === 0 ? ['--net'] : ['--net', '--map-root-user'];
const canMake = spawnSync('unshare', [...NAMESPACE, 'python3', '--version']).status === 0;
const SOCKETS = 200;
const MEBIBYTE = 1024;

describe('what is measured', { skip: skipUnless(canMake, 'no network namespace with python3') }, () => {
  let world: BenchWorld;
  let folder: string;
  let commands: CommandRunner;

  before(async () => {
    world = await BenchWorld.start('few', SOCKETS);
    folder = mkdtempSync(join(tmpdir(), 'sockdiag-subject-'));
    commands = new CommandRunner(world);
  });

  after(async () => {
    await commands.stop();
    await world.stop();
    rmSync(folder, { recursive: true });
  });

  const measure = (words: string[], limit = 120, format?: 'netstat') =>
    commands.subject({ name: 'it', words, ...(format && { format }) }).measure(limit);

  it('is a command inside the world, and its rows', async () => {
    const { wall, rows } = await measure(
      ['sh', '-c', "sed -n 's/^ *[0-9]*:/tcp/p' /proc/self/net/tcp"],
      120,
      'netstat',
    );
    assert.ok(wall > 0);
    assert.equal(rows?.sockets, SOCKETS);
  });

  it('has a peak of memory of its own, and not that of the one before it', async () => {
    const large = await measure(['python3', '-c', 'bytearray(100 << 20)']);
    const small = await measure(['true']);
    assert.ok((large.peakKiB as number) > 100 * MEBIBYTE);
    assert.ok((small.peakKiB as number) < 50 * MEBIBYTE);
    // A program this small cannot be told from what started it, and the result shows that.
    assert.ok((small.peakKiB as number) <= (small.peakFloorKiB as number));
  });

  it('has the processor time of the command alone', async () => {
    const busy = await measure(['sh', '-c', 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done']);
    const idle = await measure(['sleep', '0.5']);
    assert.ok(busy.user > idle.user + idle.system);
  });

  it('is stopped at the limit with everything it has started', async () => {
    const started = join(folder, 'pid');
    const { stopped, rows } = await measure(['sh', '-c', `sleep 1000 & echo $! > ${started}; wait`], 1, 'netstat');
    assert.deepEqual([stopped, rows], [true, undefined]);
    const pid = readFileSync(started, 'latin1').trim();
    assert.match(pid, /^\d+$/);
    while (existsSync(`/proc/${pid}/fd`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) {
      await setTimeout(10);
    }
  });

  it('is unavailable when there is no such command, or it fails, and the reason is kept', async () => {
    await assert.rejects(
      measure(['no-such-command-here']),
      new Unavailable('no-such-command-here: No such file or directory'),
    );
    await assert.rejects(measure(['sh', '-c', 'echo no way >&2; exit 3']), new Unavailable('no way'));
    await assert.rejects(measure(['sh', '-c', 'exit 3']), new Unavailable('exit code 3'));
  });

  it('is a call in a program inside the world, and its rows', async () => {
    const calls = new CallRunner(world);
    try {
      const { rows, wall } = await calls.subject(SNAPSHOT).measure(120);
      assert.deepEqual(rows, { sockets: SOCKETS, owned: SOCKETS });
      assert.ok(wall > 0);
      const { block } = await calls.blockSubject(SNAPSHOT, 'event loop').measure(120);
      assert.ok((block as number) >= 0);
    } finally {
      await calls.stop();
    }
  });

  it('is a snapshot by each method, or the reason why this machine has none', async () => {
    const calls = new CallRunner(world);
    try {
      for (const method of METHODS) {
        const rows = await calls
          .subject(snapshotBy(method))
          .measure(120)
          .then((run) => run.rows)
          .catch((error: Error) => error);
        if (rows instanceof Error) assert.notEqual(method, 'procfs', rows.message);
        else assert.deepEqual(rows, { sockets: SOCKETS, owned: SOCKETS });
      }
    } finally {
      await calls.stop();
    }
  });

  it('ends a call that takes longer than the limit', async () => {
    const calls = new CallRunner(world);
    try {
      const run = await calls.subject(SNAPSHOT).measure(0.001);
      assert.deepEqual(run, { wall: 0.001, user: 0, system: 0, stopped: true });
    } finally {
      await calls.stop();
    }
  });
});
