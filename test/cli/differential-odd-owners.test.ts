import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { noBpf } from '../support/bpf.ts';
import { COMMAND, has, type Result, run } from '../support/command.ts';
import { Bench, type Ours } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { OddHolders } from '../support/odd-holders.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing && has('netstat'), namespaceMissing ?? 'no netstat to compare with');

describe('owners in odd places beside those of netstat', { skip: skip || noBpf }, () => {
  let holders: OddHolders;
  const bench = new Bench();
  before(async () => {
    holders = await OddHolders.start();
  });
  after(async () => {
    bench.end();
    await holders.stop();
  });

  for (const line of ['-uanp', '-anp']) {
    it(`are the same by every method, and netstat's but for what netstat passes over: ${line}`, () => {
      const [bpf, procfs, typescript] = [
        { more: ['--owners', 'bpf'] },
        { more: ['--owners', 'procfs'] },
        { env: { SOCKDIAG_NATIVE: '0' } },
      ];
      const { netstat, ours } = bench.compare(line.split(' '), [bpf, procfs, typescript] as Ours[]);
      const [first, ...others] = ours as [Result, ...Result[]];
      for (const { stdout, code } of others) assert.deepEqual([stdout, code], [first.stdout, 0]);
      const netstats = new Set(netstat.stdout.split('\n'));
      const unlike = first.stdout.split('\n').filter((row) => !netstats.has(row));
      // A process whose leader has ended, and a table that a single thread has for itself.
      const pids = ['dead leader', 'thread apart'].map((label) => holders.pids[label]);
      assert.equal(unlike.length, 2, unlike.join('\n'));
      for (const pid of pids) assert.equal(unlike.filter((row) => row.includes(` ${pid}/`)).length, 1);
    });
  }
});

// A /proc of its own, and sockets held in it; what is listed there goes to the file that comes first.
const INSIDE = `
import os, socket, subprocess, sys
held = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
held.bind(("0.0.0.0", 0))
with open(sys.argv[1], "w") as listing:
    sys.exit(subprocess.call(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=listing))
`;
const namespace = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', 'python3', '-c', INSIDE];

describe('owners in a pid namespace', { skip: skip || noBpf }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-pids-'));
  after(() => rmSync(folder, { recursive: true }));

  it('have the numbers they have in there, whichever method finds them', () => {
    const list = (...command: string[]): string => {
      const path = join(folder, 'listing');
      const [program, ...args] = [...namespace, path, ...command] as [string, ...string[]];
      const { code, stderr } = run(program, args);
      assert.equal(code, 0, stderr);
      // Each has a socket of its own to list.
      return readFileSync(path, 'latin1').replace(/:\d+ /g, ':PORT ');
    };
    const netstat = list('netstat', '-uanp');
    assert.match(netstat, / 1\/python3 /);
    for (const method of ['bpf', 'procfs'])
      assert.equal(list(process.execPath, COMMAND, '-uanp', '--owners', method), netstat);
  });
});
