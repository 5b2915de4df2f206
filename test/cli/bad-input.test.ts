import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { versionText } from '../../src/cli/command-line/version-text.ts';
import { has, run, sockdiag } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

const USAGE = /^usage: sockdiag /;

function lines(text: string): string[] {
  assert.ok(text === '' || text.endsWith('\n'), 'whole lines');
  return text.split('\n').slice(0, -1);
}

describe('the command, for what is not an option,', () => {
  for (const [line, message] of [
    ['-Q', "sockdiag: invalid option -- 'Q'"],
    ['-tulQ', "sockdiag: invalid option -- 'Q'"],
    ['--nonsense', "sockdiag: unrecognized option '--nonsense'"],
    ['--tcp=1', "sockdiag: option '--tcp' doesn't allow an argument"],
    [
      '--num',
      "sockdiag: option '--num' is ambiguous; possibilities: '--numeric' '--numeric-hosts' '--numeric-ports' '--numeric-users'",
    ],
    ['-A', "sockdiag: option requires an argument -- 'A'"],
  ] as const) {
    it(`says so, then how to use it, and ends with 3: ${line}`, () => {
      const { code, stdout, stderr } = sockdiag(line.split(' '));
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
      assert.equal(lines(stderr)[0], message);
      assert.match(lines(stderr)[1] ?? '', USAGE);
    });
  }

  it('shows only how to use it for -? and for two modes', () => {
    for (const line of [['-?'], ['-r', '-i'], ['-rr'], ['-s', '-t', '-M']]) {
      const { code, stdout, stderr } = sockdiag(line);
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' }, line.join(' '));
      assert.match(lines(stderr)[0] ?? '', USAGE);
    }
  });
});

describe('the command, for a value that is none,', () => {
  for (const [args, code, message] of [
    [['--interval', '0'], 3, /^sockdiag: --interval .*'0'$/],
    [['--interval', '-1'], 3, /^sockdiag: --interval .*'-1'$/],
    [['--interval', 'x'], 3, /^sockdiag: --interval .*'x'$/],
    [['--interval='], 3, /^sockdiag: --interval .*''$/],
    [['--source', 'nonsense'], 3, /^sockdiag: --source .*netlink.*'nonsense'$/],
    [['--procfs', ''], 3, /^sockdiag: --procfs wants a folder, not ''$/],
    [['--procfs', '/no/such/folder'], 1, /^sockdiag: --procfs: .*'\/no\/such\/folder'$/],
    [['--procfs', '/etc/passwd'], 1, /^sockdiag: --procfs: .*'\/etc\/passwd'$/],
    [['--procfs', '/etc'], 1, /^sockdiag: --procfs: .*'\/etc'$/],
    [['-A', 'nonsense'], 1, /^Unknown address family `nonsense'\.$/],
    [['-A', 'inet,nonsense', '-n'], 1, /^Unknown address family `nonsense'\.$/],
    [['--owners', 'nonsense'], 3, /^sockdiag: --owners wants one of auto, bpf, procfs, not 'nonsense'$/],
    [
      ['--owners', 'bpf', '--procfs', '/', '-tnp'],
      1,
      /^sockdiag: --procfs: --owners bpf knows this system alone: '\/'$/,
    ],
    [['-A', 'ax25', '--source', 'netlink'], 1, /^sockdiag: --source netlink: .*ax25/],
    [['-2', '--source', 'netlink'], 1, /^sockdiag: --source netlink: .*l2cap/],
    [['-r', '-A', 'x25', '--source', 'netlink'], 1, /^sockdiag: --source netlink: .*x25/],
    [['--source', 'netlink', '--procfs', '/', '-tn'], 1, /^sockdiag: .*source.*netlink/],
  ] as const) {
    it(`says so in one line and lists nothing: ${args.join(' ')}`, () => {
      const result = sockdiag(args);
      assert.deepEqual({ code: result.code, stdout: result.stdout }, { code, stdout: '' });
      assert.equal(lines(result.stderr).length, 1, result.stderr);
      assert.match(lines(result.stderr)[0] ?? '', message);
    });
  }
});

describe('the command, for a folder it may not look into,', () => {
  it('says that, and not that there is no /proc', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdiag-no-look-'));
    symlinkSync('net', join(folder, 'net'));
    const { code, stdout, stderr } = sockdiag(['-tn', '--procfs', folder]);
    rmSync(folder, { recursive: true });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /^sockdiag: ELOOP: [^\n]*\/net\/'\n$/);
  });
});

describe('the command, for what the kernel lacks,', {
  skip: skipUnless(has('netstat'), 'netstat is not installed'),
}, () => {
  for (const line of [
    '-A ipx',
    '-A x25 -n',
    '-Z',
    '-Zt',
    '-SUn',
    '-Sn',
    '-A ax25,ipx',
    '-f',
    '-2n',
    '-tn -A bluetooth',
  ]) {
    it(`ends as netstat does: ${line}`, () => {
      const ours = sockdiag(line.split(' '));
      const theirs = run('netstat', line.split(' '));
      assert.deepEqual({ code: ours.code, stdout: ours.stdout }, { code: theirs.code, stdout: theirs.stdout });
      assert.equal(lines(ours.stderr)[0], theirs.stderr.split('\n')[0]?.replace(/^netstat:/, 'sockdiag:'));
    });
  }
});

describe('the command', () => {
  it('prints its help and its version on stdout and ends with 0', () => {
    const help = sockdiag(['-h']);
    assert.deepEqual({ code: help.code, stderr: help.stderr }, { code: 0, stderr: '' });
    assert.match(help.stdout, USAGE);
    const version = sockdiag(['--version']);
    assert.deepEqual({ code: version.code, stderr: version.stderr }, { code: 0, stderr: '' });
    assert.equal(version.stdout, versionText());
  });

  it('prints the same in every language', () => {
    const languages = ['de_DE', 'de_DE.UTF-8', 'C.UTF-8', 'fr_FR', 'nonsense'];
    const [first, ...others] = ['C', ...languages].map((language) =>
      sockdiag(['-Aunix', '-ln', '--procfs', '/proc'], { LC_ALL: language, LANGUAGE: 'de', LANG: language }),
    );
    for (const other of others) assert.deepEqual(other, first);
  });
});
