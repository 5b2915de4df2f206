import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND, sockdiag } from '../support/command.ts';

const ROWS = 30_000;

let root: string;
let list: string[];
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-big-proc-'));
  mkdirSync(join(root, 'net'));
  const hex = (number: number, width: number) => number.toString(16).toUpperCase().padStart(width, '0');
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const remote = `${hex(i, 8)}:${hex(1 + (i % 60_000), 4)}`;
    return `${i}: 0100007F:1F90 ${remote} 01 00000000:00000000 00:00000000 00000000 0 0 ${i + 10_000} 1 0`;
  });
  writeFileSync(join(root, 'net/tcp'), `  sl  local_address rem_address\n${rows.join('\n')}\n`);
  list = ['-tn', '--procfs', root];
});
after(() => rmSync(root, { recursive: true }));

/** Runs the command in a shell; `$SOCKDIAG` is it. */
function shell(script: string, shellName = 'sh') {
  const env = { ...process.env, LC_ALL: 'C', NODE: process.execPath, COMMAND, ROOT: root };
  const { status, stdout, stderr } = spawnSync(shellName, ['-c', script], {
    encoding: 'latin1',
    env,
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}

const RUN = '"$NODE" "$COMMAND" -tn --procfs "$ROOT"';

describe('the output of the command', () => {
  it('is whole for many rows', () => {
    const { code, stdout, stderr } = sockdiag(list);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(stdout.split('\n').length, ROWS + 3);
  });

  it('ends quietly when its reader has enough', () => {
    const { stdout, stderr } = shell(`{ ${RUN}; echo "code $?" >&2; } | head -n 1`);
    assert.equal(stdout, 'Active Internet connections (w/o servers)\n');
    assert.equal(stderr, 'code 0\n');
  });

  it('ends quietly when its reader was never there', () => {
    const { stderr } = shell(`{ sleep 0.2; ${RUN}; echo "code $?" >&2; } | true`);
    assert.equal(stderr, 'code 0\n');
  });

  it('ends quietly under -c when its reader has gone', () => {
    const { stdout, stderr } = shell(
      `{ ${RUN} --interval 0.05; echo "code $?" >&2; } | head -n ${ROWS + 5} | tail -n 1`,
    );
    assert.match(stdout, /^tcp /);
    assert.equal(stderr, 'code 0\n');
  });

  for (const [what, options] of [
    ['many rows', ''],
    ['a few lines', '-l'],
  ] as const) {
    it(`is an error of one line and code 1 on a full disk, with ${what}`, () => {
      const { code, stderr } = shell(`${RUN} ${options} > /dev/full`);
      assert.equal(code, 1);
      assert.match(stderr, /^sockdiag: [^\n]*ENOSPC[^\n]*\n$/);
    });
  }

  it('is an error on a full disk for help and version too', () => {
    for (const option of ['-h', '-V']) assert.equal(shell(`"$NODE" "$COMMAND" ${option} > /dev/full`).code, 1);
  });

  it('loses nothing in a pipe that another made non-blocking, however slow its reader', () => {
    const script = `
import os, subprocess, sys, time
read, write = os.pipe()
os.set_blocking(write, False)
child = subprocess.Popen(sys.argv[1:], stdout=write)
os.close(write)
total = b""
while True:
    part = os.read(read, 40000)
    if not part: break
    total += part
    time.sleep(0.001)
sys.stdout.buffer.write(total)
sys.exit(child.wait())
`;
    const args = ['-c', script, process.execPath, COMMAND, ...list];
    const slow = spawnSync('python3', args, { encoding: 'latin1', maxBuffer: 1 << 28 });
    assert.deepEqual({ code: slow.status, stderr: slow.stderr }, { code: 0, stderr: '' });
    assert.ok(slow.stdout === sockdiag(list).stdout);
  });

  it('goes on when stderr is closed or full', () => {
    for (const end of ['2>&-', '2>/dev/full']) {
      const { code, stdout } = shell(`"$NODE" "$COMMAND" -tnv --procfs "$ROOT" ${end}`);
      assert.equal(code, 0);
      assert.equal(stdout.split('\n').length, ROWS + 3);
    }
  });
});
