import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { AS_NOBODY, noNobody } from '../support/as-nobody.ts';
import { COMMAND, has, type Result, run } from '../support/command.ts';
import { fakeProcMissing } from '../support/fake-proc.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

/** Holds a listener, and may be looked into by nobody without CAP_SYS_PTRACE: PR_SET_DUMPABLE is 4. */
const HOLDER = `
import ctypes, socket, sys
listener = socket.create_server(('0.0.0.0', 0))
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
print('ready', flush=True)
sys.stdin.read()`;

/** Root that not everything is allowed. */
const WITHOUT_PTRACE = ['setpriv', '--inh-caps=-sys_ptrace', '--bounding-set=-sys_ptrace'];
const SOME_LOST =
  '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n';
const OURS = [process.execPath, COMMAND];
const NO_MOUNTS = fakeProcMissing();
const there = !namespaceMissing && !NO_MOUNTS && has('netstat') && has('setpriv') && process.geteuid?.() === 0;
const skip = skipUnless(there, namespaceMissing ?? NO_MOUNTS ?? 'no root, no setpriv, or no netstat to compare with');

/** What someone is told by a program, in a mount namespace in which a shell did something first. */
function told(first: string, who: readonly string[], program: readonly string[], ...options: string[]): Result {
  return run('unshare', ['-m', 'sh', '-c', `${first} && exec "$@"`, 'sh', ...who, ...program, ...options]);
}

/** What is said where both go to one pipe, and whether a row is before it. */
function wordsAndRows(who: readonly string[], ...options: string[]): { words: string; rowsFirst: boolean } {
  const { stdout } = run('sh', ['-c', 'exec "$@" 2>&1', 'sh', ...who, ...OURS, ...options]);
  const [words = ''] = /^\(N[\s\S]*?\)\n/m.exec(stdout) ?? [];
  const rest = stdout.replace(words, '');
  return { words, rowsFirst: rest !== '' && stdout.startsWith(rest) };
}

/** Lines of -v about owners, without where they were searched for. */
const missing = ({ stderr }: Result) => stderr.split('\n').filter((line) => line.includes('some may be missing'));

describe('what is said of owners that are missing', { skip }, () => {
  let holder: ChildProcess;
  before(async () => {
    holder = spawn('python3', ['-c', HOLDER], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout as NodeJS.ReadableStream, 'data');
  });
  after(async () => {
    const ended = once(holder, 'exit');
    holder.stdin?.end();
    await ended;
  });

  for (const more of [[], ['--owners', 'procfs']]) {
    const asked = more.length > 0 ? ', with --owners procfs' : '';

    it(`is netstat’s line, to root that may not read a process whose socket is shown${asked}`, () => {
      const { code, stdout, stderr } = told('true', WITHOUT_PTRACE, OURS, ...more, '-tlnp');
      assert.match(stdout, / LISTEN {6}- {19}\n/);
      assert.deepEqual([code, stderr], [0, SOME_LOST]);
    });

    it(`is nothing where no socket is shown that could be such a process’s${asked}`, () => {
      for (const options of ['-ulnp', '-tnp', '-xlp']) {
        const ours = told('true', WITHOUT_PTRACE, OURS, ...more, options);
        const netstat = told('true', WITHOUT_PTRACE, ['netstat'], options);
        assert.deepEqual([ours.code, ours.stderr, ours.stdout], [0, netstat.stderr, netstat.stdout], options);
        assert.equal(ours.stderr, '');
      }
    });
  }

  it('is the number of these processes, to root that asks for it', () => {
    const [line] = missing(told('true', WITHOUT_PTRACE, OURS, '--owners', 'procfs', '-tlnpv'));
    assert.match(line ?? '', /^sockdiag: owners: some may be missing: (1 process|\d+ processes) may not be read$/);
  });

  it('is nothing to root that may read it', () => {
    const { stdout, stderr } = told('true', [], OURS, '-tlnp');
    assert.match(stdout, new RegExp(` ${holder.pid}/python3 `));
    assert.equal(stderr, '');
  });

  for (const [who, place] of [
    [WITHOUT_PTRACE, 'behind the rows, to root'],
    [AS_NOBODY, 'before the rows, to users'],
  ] as const) {
    it(`is said ${place}, by every form of ls as by netstat’s listing`, { skip: noNobody }, () => {
      const listing = wordsAndRows(who, '-tlnp');
      assert.equal(listing.rowsFirst, who === WITHOUT_PTRACE);
      for (const options of [
        ...[
          ['-tl'],
          ['-tl', '--sort', 'pid', '--top', '1'],
          ['-tl', '--by', 'process'],
          ['-tl', '--by', 'pid', '--json'],
        ],
        ...[
          ['-tl', '--json'],
          ['-tl', '--csv', '--sort', 'pid'],
          ['-tl', '--rates'],
        ],
      ])
        assert.deepEqual(wordsAndRows(who, 'ls', ...options), listing, options.join(' '));
    });
  }

  it('is nothing of a listing of ls in which no process is looked for', () => {
    assert.equal(told('true', WITHOUT_PTRACE, OURS, 'ls', '-tl', '--columns', 'local').stderr, '');
  });

  it('is said once of a stream, too', () => {
    const events = ['events', '-tp', '--owners', 'procfs', '--for', '0.1'];
    assert.equal(told('true', WITHOUT_PTRACE, OURS, ...events).stderr, SOME_LOST);
    assert.equal(told('true', WITHOUT_PTRACE, OURS, ...events.with(1, '-up')).stderr, '');
    const [line] = missing(told('true', WITHOUT_PTRACE, OURS, ...events, '-v'));
    assert.match(line ?? '', /may not be read$/);
  });

  /** What leaves owners out without a word of netstat's, and what -v says of it. */
  const SILENT: readonly [name: string, first: string, who: readonly string[], line: string][] = [
    [
      'hidepid=2',
      'mount -t proc -o hidepid=2 proc /proc',
      AS_NOBODY,
      '/proc is mounted with hidepid, and hides processes of other users',
    ],
    [
      'hidepid=ptraceable',
      'mount -t proc -o hidepid=ptraceable proc /proc',
      AS_NOBODY,
      '/proc is mounted with hidepid, and hides processes of other users',
    ],
    [
      'a pid namespace',
      'true',
      ['unshare', '-pf', '--mount-proc'],
      'processes outside this pid namespace cannot be seen',
    ],
  ];
  for (const [name, first, who, why] of SILENT) {
    it(`is what netstat says where there is ${name}, and the reason under -v`, { skip: noNobody }, () => {
      const [ours, netstat] = [OURS, ['netstat']].map((program) => told(first, who, program, '-tlnp'));
      assert.deepEqual(ours, netstat);
      assert.ok(missing(told(first, who, OURS, '-tlnpv')).includes(`sockdiag: owners: some may be missing: ${why}`));
      const events = told(first, who, OURS, 'events', '-tpv', '--for', '0.1');
      assert.ok(missing(events).includes(`sockdiag: owners: some may be missing: ${why}`));
    });
  }

  it('is the reason under -v where /proc is not mounted, and the sockets are listed', () => {
    for (const first of ['umount -l /proc', 'mount -t tmpfs none /proc']) {
      const { code, stdout, stderr } = told(first, [], OURS, '-tlnpv');
      assert.match(stdout, / LISTEN {6}- {19}\n/, first);
      assert.equal(code, 0);
      assert.match(stderr, /owners: some may be missing: there is no \/proc of the kernel to search\n/);
      assert.doesNotMatch(stderr, /owners: read from \/proc/, first);
    }
  });
});
