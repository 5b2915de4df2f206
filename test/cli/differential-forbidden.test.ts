import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AS_NOBODY, noNobody } from '../support/as-nobody.ts';
import { COMMAND, has, type Result, run } from '../support/command.ts';
import { fixturePath } from '../support/fixtures.ts';
import { skipUnless } from '../support/skip.ts';

const FILES = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6', 'unix', 'snmp', 'snmp6', 'netstat', 'igmp', 'igmp6'];
const SCTP = ['sctp/eps', 'sctp/assocs'];
const ROUTES = ['route', 'ipv6_route', 'ax25_route'];

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-forbidden-'));
  chmodSync(root, 0o755);
  mkdirSync(join(root, 'net/sctp'), { recursive: true });
  // The kernel's /proc/net is a link to self/net: what is mounted over /proc is for every process alike.
  for (const file of [...FILES, ...SCTP, ...ROUTES.slice(0, 2)]) {
    cpSync(join(fixturePath('proc'), 'net', file), join(root, 'net', file));
  }
  cpSync(join(fixturePath('old_families/proc'), 'net/ax25_route'), join(root, 'net/ax25_route'));
});
after(() => rmSync(root, { recursive: true }));

/** netstat, with that folder for its /proc; its names for itself and the folder as ours has them. */
function netstat(options: readonly string[]): Result {
  const script = 'mount --bind "$0" /proc && exec "$@"';
  const { code, stdout, stderr } = run('unshare', [
    '-m',
    'sh',
    '-c',
    script,
    root,
    ...AS_NOBODY,
    'netstat',
    ...options,
  ]);
  const named = (text: string) => text.replaceAll('netstat: ', 'sockdiag: ');
  return { code, stdout: named(stdout), stderr: named(stderr) };
}

function ours(options: readonly string[]): Result {
  const [program, ...words] = AS_NOBODY;
  const command = [process.execPath, COMMAND, '--procfs', root, ...options];
  const { code, stdout, stderr } = run(program, [...words, ...command]);
  return { code, stdout, stderr: stderr.replaceAll(root, '/proc') };
}

/** Options that read each file, and others that do not. */
const CASES: readonly [file: string, ...options: string[]][] = [
  ['tcp', '-tan', '-4tan', '-6tan', '-tuan', '-an'],
  ['tcp6', '-tan', '-6tan', '-an'],
  ['udp', '-uan', '-tan'],
  ['udp6', '-uan'],
  ['raw', '-wan', '-an'],
  ['raw6', '-wan'],
  ['sctp/eps', '-San', '-Sln'],
  ['sctp/assocs', '-San', '-Sln', '-Sn', '-an'],
  ['unix', '-xan', '-an'],
  ['snmp', '-s', '-6s'],
  ['snmp6', '-s', '-6s'],
  ['netstat', '-s', '-6s'],
  ['igmp', '-gn', '-4gn', '-6gn'],
  ['igmp6', '-gn', '-6gn'],
  ['route', '-rn', '-46rn'],
  ['ipv6_route', '-6rn', '-46rn'],
  ['ax25_route', '-rnA ax25'],
];

/** Our line for a file that is lost: netstat says nothing, or that the kernel lacks what is in it. */
const OWN = /^sockdiag: ([\w/]+): not (all )?listed: .*open \/proc\/net\/[\w/]+: permission denied\n$/;
const SILENT = /^$|no support for/;

/** Of these the options do not look at the file at all. */
const UNREAD = ['tcp -6tan', 'udp -tan', 'igmp -6gn', 'snmp6 -s', 'netstat -6s'];

const noNetstat = skipUnless(has('netstat'), 'netstat is not installed');

describe('where a file of /proc may not be read', { skip: noNetstat || noNobody }, () => {
  for (const [file, ...all] of CASES) {
    for (const options of all) {
      it(`of ${file}, ${options} lists the rest and ends as netstat does`, () => {
        const args = options.split(' ');
        chmodSync(join(root, 'net', file), 0);
        const [expected, result] = [netstat(args), ours(args)];
        chmodSync(join(root, 'net', file), 0o644);
        const lines = result.stderr.split(/(?<=\n)/);
        const own = lines.filter((line) => OWN.test(line));
        assert.deepEqual({ ...result, stderr: lines.filter((line) => !OWN.test(line)).join('') }, expected);
        if (SILENT.test(expected.stderr)) {
          assert.equal(own.length, UNREAD.includes(`${file} ${options}`) ? 0 : 1, result.stderr);
        }
      });
    }
  }

  it('says under -v, once, that these may not be read, and not that the kernel lacks them', () => {
    for (const file of ['tcp', 'unix']) chmodSync(join(root, 'net', file), 0);
    const { code, stderr } = ours(['-anv']);
    for (const file of ['tcp', 'unix']) chmodSync(join(root, 'net', file), 0o644);
    assert.equal(code, 0);
    for (const file of ['tcp', 'unix']) assert.equal(stderr.split(`sockdiag: ${file}: `).length, 2, stderr);
    assert.doesNotMatch(stderr, /no support for `AF (INET \(tcp\)|UNIX)/);
  });
});
