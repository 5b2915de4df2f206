import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { has, sockdiag } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { randomNumbers } from '../support/fixtures.ts';
import { ASSOCS_HEADING, assocsLine, assocsText, EPS_HEADING, epsText, randomSockets } from '../support/sctp-world.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat to compare with';
const skip = skipUnless(missing === undefined, missing ?? '');

const OPTIONS = [
  '-S -n',
  '-S -n -l',
  '-S -n -a',
  '-S -n -a -e',
  '-S -n -a -p',
  '-S -n -a -o',
  '-S -n -a -e -p -o',
  '-S -n -l -e -p',
  '-S -n -a -W',
  '-S -n -a -4',
  '-S -n -a -6',
  '-S -n -a -4 -6 -e',
  '-S -a --numeric-hosts -e -o',
  '-S -n -a -v',
  '-S -n -x -a',
  '-n -a -4',
  '-n -a -6',
  '-n -a',
  '-n -l -e',
  '-n -v -p',
  '-A inet -n -a',
];

/** Owned by a process that the files of /proc show: of every third socket. */
function writeOwners(proc: FakeProc, inodes: readonly number[]): void {
  proc.write('77/cmdline', '/usr/sbin/a-signalling-gateway\0-f\0');
  proc.write('77/comm', 'a-signalling-ga\n');
  proc.write('77/fd/README', '');
  for (const [i, inode] of inodes.entries()) {
    if (i % 3 === 0) symlinkSync(`socket:[${inode}]`, join(proc.path, `77/fd/${i}`));
  }
}

describe('SCTP as netstat lists it', { skip }, () => {
  const proc = new FakeProc();
  after(() => proc.end());
  before(() => {
    const sockets = randomSockets(randomNumbers(11), 60);
    writeOwners(
      proc,
      sockets.map(({ inode }) => inode),
    );
    proc.write('net/sctp/eps', epsText(sockets));
    proc.write('net/sctp/assocs', assocsText(sockets));
  });

  for (const options of OPTIONS) {
    it(`is the same with ${options}`, () => {
      const { stdout } = proc.assertSame(options.split(' '));
      const listed = !options.includes('-6') || options.includes('-4');
      assert.equal(/^sctp/m.test(stdout), listed);
    });
  }

  it('is the same without the addon', () => {
    const options = ['--procfs', proc.path, '-Snaepo'];
    assert.equal(sockdiag(options, { SOCKDIAG_NATIVE: '0' }).stdout, proc.netstat(['-Snaepo']).stdout);
  });
});

describe('a file of SCTP', { skip }, () => {
  let proc: FakeProc;
  before(() => {
    proc = new FakeProc();
  });
  after(() => proc.end());

  const same = (eps: string, assocs: string, options = '-Snaep') => {
    proc.write('net/sctp/eps', eps);
    proc.write('net/sctp/assocs', assocs);
    return proc.assertSame(options.split(' '));
  };

  it('may have no rows', () => {
    assert.equal(same(EPS_HEADING, ASSOCS_HEADING).stdout.split('\n').length, 3);
  });

  for (let seed = 1; seed <= 12; seed++) {
    it(`of random sockets is shown alike (${seed})`, () => {
      const random = randomNumbers(seed);
      const sockets = randomSockets(random, random(40));
      const options = ['-Sn', random(2) ? '-a' : '-l', random(2) ? '-e' : '-n', random(2) ? '-p' : '-o'];
      same(epsText(sockets), assocsText(sockets), options.join(' '));
    });
  }

  it('may have addresses at one end alone, or at none', () => {
    const end = { id: 1, state: 3, recvQ: 5, sendQ: 6, remotePort: 9, primary: 0 };
    const socket = { family: 2, state: 1, port: 7, uid: 8, inode: 9, cookie: 1, local: [], associations: [] } as const;
    const pairs = [
      [[], ['10.0.0.1', '10.0.0.2']],
      [['10.0.0.1', '10.0.0.2'], []],
      [[], []],
      [['10.0.0.1', '10.0.0.2', '10.0.0.3'], ['10.0.0.4']],
    ] as const;
    const lines = pairs.map(([local, remote], i) =>
      assocsLine(
        { ...socket, local: [], associations: [] },
        { ...end, id: i + 1, local: [...local], remote: [...remote] },
      ),
    );
    same(epsText([{ ...socket, local: [], associations: [] }]), ASSOCS_HEADING + lines.join(''));
  });

  it('may have numbers wider than their columns, and a user that netstat takes for a negative one', () => {
    const end = { id: 99999, state: 3, recvQ: 4294967295, sendQ: 2147483648, remotePort: 65535, primary: 1 };
    const long = 'fe80:0000:0000:0000:1234:5678:9abc:def0';
    const association = { ...end, local: [long, '10.0.0.1', long], remote: ['255.255.255.255', long] };
    const sockets = [
      { family: 10, state: 11, port: 65535, uid: 4294967294, inode: 4294967295, cookie: 1, local: [long, long] },
    ] as const;
    const world = sockets.map((one) => ({ ...one, local: [...one.local], associations: [association] }));
    same(epsText(world), assocsText(world), '-Snaeop');
  });

  it('may have lines that are none: each is said', () => {
    const random = randomNumbers(5);
    const sockets = randomSockets(random, 6);
    const bad = 'nonsense\n\n \nx y 2\n';
    const { stderr } = same(epsText(sockets) + bad, assocsText(sockets) + bad);
    assert.match(stderr, /^warning, got bogus sctp eps line\.\n/);
    assert.match(stderr, /warning, got bogus sctp assoc line\.\n$/);
  });

  it('that is not there is a failure where SCTP was asked for', () => {
    const empty = new FakeProc();
    after(() => empty.end());
    for (const options of ['-S', '-Sl', '-Sa', '-S -4', '-S -6', '-n -v', '-n', '-n -4', '-S -6 -v']) {
      empty.assertSame(options.split(' '));
    }
  });
});

describe('names of hosts', { skip }, () => {
  it('are looked up for every address, without one for the unspecified', () => {
    const proc = new FakeProc();
    after(() => proc.end());
    const [v4, v6, any] = [
      '127.0.0.1',
      '0000:0000:0000:0000:0000:0000:0000:0001',
      '0000:0000:0000:0000:0000:0000:0000:0000',
    ];
    const association = { id: 1, state: 3, recvQ: 0, sendQ: 0, remotePort: 9, primary: 0 };
    const socket = { family: 10 as const, state: 10, port: 80, uid: 0, inode: 5, cookie: 1, local: [v6, v4] };
    const world = [
      { ...socket, associations: [{ ...association, local: [v4, v6], remote: [v6, v4] }] },
      { ...socket, inode: 6, local: [any, '0.0.0.0'], associations: [] },
      {
        ...socket,
        inode: 7,
        local: [v4, v4],
        associations: [{ ...association, id: 2, local: [v4], remote: [v4, v4] }],
      },
    ];
    proc.write('net/sctp/eps', epsText(world));
    proc.write('net/sctp/assocs', assocsText(world));
    const { stdout } = proc.assertSame(['-S', '-a', '-e']);
    assert.match(stdout, /localhost:80 /);
    assert.match(stdout, /\[::\]:80 /);
  });
});
