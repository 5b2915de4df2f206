import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

/** What runs for ever is ended after so many seconds, with code 124. */
const SECONDS = 20;

/** Where neither the system nor the command finds a /proc. */
const WITHOUT_PROC = ['-m', '-n', '--propagation', 'private', 'sh', '-c', 'mount -t tmpfs none /proc; exec "$@"', 'sh'];

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockdiag-closed-'));
  mkdirSync(join(folder, 'proc/net'), { recursive: true });
  writeFileSync(join(folder, 'proc/net/tcp'), 'heading\n');
});
after(() => rmSync(folder, { recursive: true }));

function canUnshare(): boolean {
  return spawnSync('unshare', [...WITHOUT_PROC, 'true'], { stdio: 'ignore' }).status === 0;
}

function shell(args: string, end: string, seconds = SECONDS) {
  const script = `cd "$2" && timeout ${seconds} "$0" "$1" ${args} ${end}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, COMMAND, folder], {
    encoding: 'latin1',
  });
  return { code: status, stdout, stderr };
}

describe('the command whose standard output was closed', () => {
  for (const args of [
    '-tan --procfs proc',
    '-tanc --procfs proc',
    '-tan --interval 0.1 --procfs proc',
    '-rnc',
    '-ic',
    '-s',
    '-gnc',
    '-V',
    '-h',
    'events --help',
    'events -t --procfs proc',
    'events --all-present',
    'events -t --json --count 3',
  ]) {
    it(`prints nowhere and ends with 0: ${args}`, () => {
      const { code, stdout } = shell(args, '>&-');
      assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
    });
  }

  it('ends when all three were', () => {
    for (const args of ['-tanc', 'events -t', '-tan']) assert.equal(shell(args, '<&- >&- 2>&-').code, 0, args);
  });

  it('fails as with one', () => {
    assert.equal(shell('-tc -A nonsense', '>&-').code, 1);
    assert.equal(shell('-tc --nonsense', '>&-').code, 3);
    assert.equal(shell('events -i', '>&-').code, 3);
  });

  it('records for as long as it was told to', () => {
    const { code } = shell('events -t --for 0.3 --record record --procfs proc', '>&-');
    assert.equal(code, 0);
    assert.match(readFileSync(join(folder, 'record'), 'utf8'), /^\{"type":"start"/);
  });
});

describe('the command without standard output and without /proc', {
  skip: skipUnless(canUnshare(), 'no namespaces'),
}, () => {
  for (const [args, end, code] of [
    ['-c -tan', '>&-', 0],
    ['events -t', '>&-', 0],
    ['-c -tan', '>/dev/null', 124],
  ] as const) {
    it(`${code === 0 ? 'ends' : 'goes on'}: ${args} ${end}`, () => {
      const script = `timeout ${code === 0 ? SECONDS : 1.5} "$0" "$1" ${args} ${end}`;
      const shellArgs = ['sh', '-c', script, process.execPath, COMMAND];
      assert.equal(spawnSync('unshare', [...WITHOUT_PROC, ...shellArgs], { stdio: 'ignore' }).status, code);
    });
  }
});

describe('the command whose standard output is /dev/null', () => {
  for (const args of ['-tanc --procfs proc', 'events -t --procfs proc']) {
    it(`goes on: ${args}`, () => assert.equal(shell(args, '>/dev/null 2>&1', 1.5).code, 124));
  }
});

describe('the command without standard error or input', () => {
  for (const end of ['2>&-', '<&-', '2>/dev/full', '<&- 2>&-']) {
    it(`lists: ${end}`, () => {
      const { code, stdout } = shell('-tanv --procfs proc', end);
      assert.equal(code, 0);
      assert.match(stdout, /^Active Internet connections/);
    });

    it(`tells events: ${end}`, () => assert.equal(shell('events -tv --for 0.2 --procfs proc', end).code, 0));
  }
});
