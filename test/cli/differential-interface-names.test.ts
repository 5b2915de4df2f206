import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { Bench } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { WITH_SYS } from '../support/interface-world.ts';
import { skipUnless } from '../support/skip.ts';

const lacking = ['netstat', 'ip', 'python3', 'unshare'].find((program) => !has(program));
const skip = skipUnless(!namespaceMissing && !lacking, namespaceMissing ?? `${lacking} is not installed`);

/** Whatever the kernel takes for a name: up to 15 bytes, no blank, no slash and no colon. */
const MAKE = String.raw`
import subprocess
NAMES = [b"a!b", b"x\xff\xfe", b"y\xff\xfd", b"q'\"", b"\x01ctl", b"a\\b", b"{}", b"-dash", b"=x", b"*", b"12345678901234", b"\x7f",
    b"a]b", b"\xe2\x80\xaeab", b"\xc3\xa9", b"\xc3", b"\xef\xbb\xbfbom", b"\xf0\x9f\x98\x80" * 3, b"\xff" * 14, b"0x1", b"1e3"]
for name in NAMES:
    for line in ([b"add", b"name", name, b"type", b"veth", b"peer", b"name", name + b"P"], [b"set", b"dev", name, b"up"]):
        subprocess.run([b"ip", b"link", *line], check=True)
for number, name in enumerate([b"x\xff\xfe", b"\xc3\xa9"], 1):
    subprocess.run([b"ip", b"address", b"add", b"10.%d.0.1/24" % number, b"dev", name, b"label", name + b":1"], check=True)
    # The C library has addresses of interfaces that run.
    subprocess.run([b"ip", b"link", b"set", b"dev", name + b"P", b"up"], check=True)
`;

describe('interfaces of any name', { skip }, () => {
  const bench = new Bench();
  before(() => {
    assert.equal(spawnSync('python3', ['-c', MAKE], { encoding: 'utf8' }).stderr, '');
  });
  after(() => bench.end());

  for (const line of ['-i', '-ia', '-iae', '-ie', '-rn', '-rn6']) {
    it(`are listed as netstat lists them: ${line}`, () => {
      bench.assertSame([line], [{}]);
    });
  }

  for (const line of ['-i', '-ia', '-rn', '-rn6']) {
    it(`are listed so from /proc and /sys: ${line}`, () => {
      bench.assertSame([line], [{ more: ['--source', 'procfs'], launcher: WITH_SYS }]);
    });
  }
});
