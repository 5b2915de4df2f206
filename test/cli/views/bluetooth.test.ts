import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { COMMAND, run as exec, sockdiag } from '../../support/command.ts';
import { FakeProc } from '../../support/fake-proc.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { skipUnless } from '../../support/skip.ts';

const procRoot = fixturePath('old_families/proc');
const run = (...args: string[]) => sockdiag(['--procfs', procRoot, ...args]);

const AS_NOBODY = ['--reuid', '65534', '--clear-groups', process.execPath, COMMAND];
const nobodyRuns = spawnSync('setpriv', [...AS_NOBODY, '-V']).status === 0;

const L2CAP_HEADING =
  'Proto  Destination       Source            State         PSM DCID   SCID      IMTU    OMTU Security';
const RFCOMM_HEADING = 'Proto  Destination       Source            State     Channel';
const LISTENING = 'l2cap  *                 *                 LISTEN          1 0x0000 0x0000     672       0 SDP    ';
const CONNECTED = 'l2cap  00:1b:dc:06:a1:b2 5c:f3:70:8b:12:34 CONNECTED      25 0x0042 0x0041     672    1021 MEDIUM ';
const LEAVING = 'l2cap  00:1b:dc:06:a1:b2 5c:f3:70:8b:12:34 DISCONN      4113 0xffff 0x0043   65535      48 UNKNOWN';
const BOUND = 'l2cap  *                 5c:f3:70:8b:12:34 BOUND           3 0x0000 0x0000    1013     672 LOW    ';
const RFCOMM = [
  'rfcomm *                 *                 LISTEN          1',
  'rfcomm 00:1b:dc:06:a1:b2 5c:f3:70:8b:12:34 CONNECTED      12',
  'rfcomm 00:1b:dc:06:a1:b2 5c:f3:70:8b:12:34 UNKNOWN         0',
];

describe('the command, for Bluetooth where the kernel has it,', () => {
  for (const [args, title, rows] of [
    [['-2'], '(w/o servers)', [L2CAP_HEADING, CONNECTED, LEAVING]],
    [['-2l'], '(only servers)', [L2CAP_HEADING, LISTENING, BOUND]],
    [['--l2cap', '-an'], '(servers and established)', [L2CAP_HEADING, LISTENING, CONNECTED, LEAVING, BOUND]],
    [['-f'], '(w/o servers)', [RFCOMM_HEADING, ...RFCOMM.slice(1)]],
    [['-fl'], '(only servers)', [RFCOMM_HEADING, ...RFCOMM.slice(0, 1)]],
    [
      ['-A', 'bluetooth', '-l'],
      '(only servers)',
      [L2CAP_HEADING, LISTENING, BOUND, RFCOMM_HEADING, ...RFCOMM.slice(0, 1)],
    ],
  ] as const) {
    it(`lists it in net-tools' columns: ${args.join(' ')}`, () => {
      const stdout = [`Active Bluetooth connections ${title}`, ...rows, ''].join('\n');
      assert.deepEqual(run(...args), { code: 0, stdout, stderr: '' });
      assert.deepEqual(sockdiag([...args, '--procfs', procRoot], { SOCKDIAG_NATIVE: '0' }).stdout, stdout);
    });
  }

  it('lists it behind the other families, and never unless it is named', () => {
    assert.match(run('-A', 'bluetooth,ax25').stdout, /^Active AX\.25 sockets\n(.*\n)*Active Bluetooth connections/);
    assert.doesNotMatch(run('-a').stdout, /Bluetooth/);
  });

  it('says which lines it cannot read, and lists the others', (test) => {
    const proc = new FakeProc({ 'proc/net/unix': '', 'sys/kernel/debug/bluetooth/rfcomm': 'a b 1 2\n' });
    test.after(() => proc.end());
    const { code, stdout, stderr } = sockdiag(['-fa', '--procfs', `${proc.path}/proc`]);
    assert.deepEqual([code, stderr], [0, 'warning, got bogus rfcomm line.\n']);
    assert.equal(stdout, `Active Bluetooth connections (servers and established)\n${RFCOMM_HEADING}\n`);
  });

  it('ends with netstat’s words where one of the two that are named is missing', (test) => {
    const proc = new FakeProc({ 'proc/net/unix': '', 'sys/kernel/debug/bluetooth/rfcomm': '' });
    test.after(() => proc.end());
    const { code, stdout, stderr } = sockdiag(['-2f', '--procfs', `${proc.path}/proc`]);
    assert.deepEqual([code, stdout, stderr], [1, '', "sockdiag: feature `AF BLUETOOTH' not supported.\n"]);
  });

  it('tells who may not read it so where there is something to read, else that there is nothing', {
    skip: skipUnless(nobodyRuns, 'the command cannot be run as another user here'),
  }, (test) => {
    const proc = new FakeProc({ 'proc/net/l2cap': '', 'sys/kernel/debug/bluetooth/l2cap': '' });
    test.after(() => proc.end());
    chmodSync(proc.path, 0o755);
    chmodSync(join(proc.path, 'sys/kernel/debug'), 0o700);
    const [there, missing] = ['-2', '-f'].map((option) =>
      exec('setpriv', [...AS_NOBODY, '--procfs', `${proc.path}/proc`, option]),
    );
    assert.equal(there?.code, 1);
    assert.match(there?.stderr ?? '', /^sockdiag: open .*\/bluetooth\/l2cap: permission denied\n$/);
    assert.deepEqual(missing, { code: 1, stdout: '', stderr: "sockdiag: feature `AF BLUETOOTH' not supported.\n" });
  });

  it('takes the sys that HOST_SYS names', () => {
    const env = { HOST_SYS: fixturePath('old_families/sys') };
    const { code, stdout } = sockdiag(['-f', '--procfs', fixturePath('proc')], env);
    assert.deepEqual([code, stdout.split('\n').length], [0, 5]);
  });
});
