import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { COMMAND, run } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const missing = namespaceMissing ?? fakeProcMissing();
const skip = skipUnless(missing === undefined, missing ?? '');

const whole = () => readFileSync('/proc/net/ipv6_route', 'latin1');

/** What may have become of the kernel's file. */
const FAULTS: readonly [what: string, make: () => string][] = [
  ['empty', () => ''],
  ['garbage', () => 'what\nis\nthis\n'],
  ['cut within a name', () => whole().slice(0, -3)],
  ['cut within the first line', () => whole().slice(0, 60)],
  ['with a NUL in a line', () => whole().replace(/0/, '\0')],
  ['with a NUL in a name', () => whole().replace(/lo\n/, 'l\0o\n')],
  ['with a line behind the last that is none', () => `${whole()}what\n`],
];

describe('where /proc/net/ipv6_route is damaged, -6rn', { skip }, () => {
  const proc = new FakeProc();
  after(() => proc.end());
  const mounted = (...options: string[]) => {
    const script = 'mount --bind "$0" /proc && exec "$@"';
    return run('unshare', ['--mount', 'sh', '-c', script, proc.path, process.execPath, COMMAND, ...options]);
  };
  const destinations = (stdout: string) =>
    stdout
      .split('\n')
      .slice(2)
      .filter((line) => line !== '' && !line.includes('!n'))
      .map((line) => line.split(/ +/)[0])
      .sort();

  for (const [what, make] of FAULTS) {
    it(`(${what}) has the rows of netlink, and says in one line what they lack`, () => {
      const expected = destinations(run(process.execPath, [COMMAND, '-6rn']).stdout);
      proc.write('net/ipv6_route', Buffer.from(make(), 'latin1'));
      const { stdout, stderr, code } = mounted('-6rn');
      assert.deepEqual(destinations(stdout), expected);
      assert.deepEqual(
        [stderr, code],
        ['sockdiag: no Ref and Use of IPv6 routes: /proc/net/ipv6_route: not whole\n', 0],
      );
    });

    it(`(${what}) has what there is where /proc was asked for, or is another one`, () => {
      proc.write('net/ipv6_route', Buffer.from(make(), 'latin1'));
      const asked = mounted('-6rn', '--source', 'procfs');
      const moved = proc.sockdiag(['-6rn']);
      assert.deepEqual([asked.stdout, asked.code], [moved.stdout, 0]);
      assert.doesNotMatch(moved.stderr, /was asked for/);
    });
  }
});
