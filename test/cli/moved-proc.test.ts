import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { has, run, sockdiag } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

const TCP = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000005 00:00000000 00000000  1234        0 5001 1 0 100 0 0 10 0',
  '   1: 0100007F:1F90 0200000A:C350 01 0000000A:00000014 02:000002BC 00000001  1234        3 5002 1 0 100 0 0 10 0',
  '',
].join('\n');
const UNIX = [
  'Num       RefCount Protocol Flags    Type St Inode Path',
  '0000000000000000: 00000002 00000000 00010000 0001 01  5003 /run/\x1b[31mred',
  '',
].join('\n');
const CONTEXT = `system_u:system_r:${'a-very-long-type-name-'.repeat(3)}t:s0`;

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-proc-'));
  mkdirSync(join(root, 'net'));
  writeFileSync(join(root, 'net/tcp'), TCP);
  writeFileSync(join(root, 'net/unix'), UNIX, 'latin1');
  mkdirSync(join(root, '4242/fd'), { recursive: true });
  mkdirSync(join(root, '4242/attr'));
  writeFileSync(join(root, '4242/cmdline'), '/usr/sbin/served\0--now\0');
  writeFileSync(join(root, '4242/comm'), 'served\n');
  writeFileSync(join(root, '4242/attr/current'), `${CONTEXT}\0`);
  for (const inode of [5001, 5002, 5003]) symlinkSync(`socket:[${inode}]`, join(root, `4242/fd/${inode}`));
});
after(() => rmSync(root, { recursive: true }));

const HEADING = 'Proto Recv-Q Send-Q Local Address           Foreign Address         State      ';
const LISTENER = 'tcp        5      0 127.0.0.1:8080          0.0.0.0:*               LISTEN     ';
const CONNECTION = 'tcp       20     10 127.0.0.1:8080          10.0.0.2:50000          ESTABLISHED';

describe('the command with another /proc', () => {
  it('names the file that it read where counters cannot be read', () => {
    const path = join(root, 'net/snmp');
    const { code, stderr } = sockdiag(['-s', '--procfs', root]);
    assert.deepEqual([code, stderr], [0, `cannot open ${path}: No such file or directory\n`]);
    mkdirSync(path);
    const folder = sockdiag(['-s', '--procfs', root]);
    rmSync(path, { recursive: true });
    assert.deepEqual([folder.code, folder.stderr], [0, `${path}: Is a directory\n`]);
  });

  const rowsOf = (...lines: string[]) => `Active Internet connections ${lines.join('\n')}\n`;

  it('lists what is there, by --procfs and by HOST_PROC, with and without the addon', () => {
    const expected = {
      code: 0,
      stdout: rowsOf(
        '(servers and established)',
        `${HEADING} User       Inode      PID/Program name     Timer`,
        `${LISTENER} 1234       5001       ${'4242/served'.padEnd(20)} off (0.00/0/0)`,
        `${CONNECTION} 1234       5002       ${'4242/served'.padEnd(20)} keepalive (7.00/1/3)`,
      ),
      stderr: '',
    };
    const options = ['-tanepo'];
    assert.deepEqual(sockdiag([...options, '--procfs', root]), expected);
    assert.deepEqual(sockdiag([...options, '--procfs', `${root}/`]), expected);
    assert.deepEqual(sockdiag(options, { HOST_PROC: root }), expected);
    assert.deepEqual(sockdiag(options, { HOST_PROC: root, SOCKDIAG_NATIVE: '0' }), expected);
    assert.deepEqual(sockdiag([...options, '--procfs', root], { HOST_PROC: '/nowhere' }), expected);
  });

  it('waits for nobody where files of a process are pipes, and has no name of it', () => {
    const process = join(root, '4242');
    for (const file of ['cmdline', 'comm']) {
      renameSync(join(process, file), join(process, `${file}.kept`));
      assert.equal(spawnSync('mkfifo', [join(process, file)]).status, 0);
    }
    try {
      for (const SOCKDIAG_NATIVE of ['1', '0']) {
        const { code, stdout } = sockdiag(['-tlnp', '--procfs', root], { SOCKDIAG_NATIVE });
        assert.deepEqual([code, stdout.split('\n')[2]], [0, `${LISTENER} ${'4242/'.padEnd(20)}`], SOCKDIAG_NATIVE);
      }
    } finally {
      for (const file of ['cmdline', 'comm']) renameSync(join(process, `${file}.kept`), join(process, file));
    }
  });

  it('says under -v why it did not ask netlink, and of IPv6 why it is not there', () => {
    const { stderr } = sockdiag(['-tanv', '--procfs', root]);
    const reason = `/proc is ${root}`;
    const missing = `open ${root}/net/tcp6: no such file or directory`;
    assert.equal(
      stderr,
      `sockdiag: tcp: read from /proc: ${reason}\nsockdiag: tcp6: not listed: ${reason}; ${missing}\n`,
    );
  });

  it('ends with 1 for a protocol that was named and is not there', () => {
    const { code, stdout, stderr } = sockdiag(['-un', '--procfs', root]);
    assert.equal(code, 1);
    assert.equal(stdout, rowsOf('(w/o servers)', HEADING));
    assert.equal(stderr, "sockdiag: no support for `AF INET (udp)' on this system.\n");
  });

  it('says so in one line where HOST_PROC is not a folder', () => {
    const { code, stderr } = sockdiag(['-tan'], { HOST_PROC: '/no/such/proc' });
    assert.equal(code, 1);
    assert.match(stderr, /^sockdiag: [^\n]+\n$/);
  });

  it('shows SELinux contexts where that /proc has SELinux, and only there', () => {
    const without = sockdiag(['--procfs', root, '-Z', '-tn']);
    assert.deepEqual(without, { code: 1, stdout: '', stderr: 'SELinux is not enabled on this machine.\n' });

    mkdirSync(join(root, 'self'));
    writeFileSync(join(root, 'filesystems'), 'nodev\tselinuxfs\n');
    writeFileSync(join(root, 'self/mounts'), 'selinuxfs /sys/fs/selinux selinuxfs rw 0 0\n');
    const kept = CONTEXT.slice(-48).padEnd(50);
    const { code, stdout, stderr } = sockdiag(['--procfs', root, '-Z', '-tn']);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    const heading = `${HEADING} PID/Program name    ${' Security Context'.padEnd(50)}`;
    assert.equal(stdout, rowsOf('(w/o servers)', heading, `${CONNECTION} ${'4242/served'.padEnd(20)} ${kept}`));
  });

  it('keeps a name byte for byte in a pipe', () => {
    assert.ok(sockdiag(['-xl', '--procfs', root]).stdout.endsWith(' /run/\x1b[31mred\n'));
  });
});

describe('the command without the addon', { skip: skipUnless(has('netstat'), 'netstat is not installed') }, () => {
  const servers: Server[] = [];
  before(async () => {
    for (const where of [{ port: 0, host: '::' }, { port: 0, host: '0.0.0.0' }, { path: join(root, 'listener') }]) {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(where, resolve));
    }
  });
  after(() => {
    for (const server of servers) server.close();
  });

  it('lists what it lists with it, and what netstat lists', () => {
    for (const options of ['-tulnw', '-xlnp', '-tulnep']) {
      const fallback = sockdiag([options], { SOCKDIAG_NATIVE: '0' });
      assert.equal(fallback.code, 0);
      assert.equal(fallback.stdout, sockdiag([options]).stdout);
      assert.ok(fallback.stdout.includes(`${process.pid}/`) || !options.includes('p'));
      assert.equal(fallback.stdout, run('netstat', [options]).stdout);
    }
  });

  it('says why under -v, and cannot be told to use netlink', () => {
    const { stderr } = sockdiag(['-tnv'], { SOCKDIAG_NATIVE: '0' });
    const reason = 'turned off by SOCKDIAG_NATIVE=0';
    assert.equal(stderr, `sockdiag: no addon: ${reason}\nsockdiag: tcp: read from /proc: no addon\n`);
    const named = sockdiag(['-tn', '--source', 'netlink'], { SOCKDIAG_NATIVE: '0' });
    assert.equal(named.code, 1);
    assert.equal(named.stderr, `sockdiag: netlink needs the addon: ${reason}\n`);
  });
});
