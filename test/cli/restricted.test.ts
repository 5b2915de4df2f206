import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { packageUrl } from '../../src/package-root.ts';
import { COMMAND, has, type Result, run, sockdiag } from '../support/command.ts';
import { noFilter, withoutCall } from '../support/seccomp.ts';
import { skipUnless } from '../support/skip.ts';

const NOBODY = '65534';
const AS_NOBODY = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups'];
// Nobody may not be able to read this file's folder, but can run a script given as text.
const HOLDER = "require('node:net').createServer().listen(0, '0.0.0.0', () => console.log('ready'))";

const asNobody = (program: string, ...args: string[]) => run('setpriv', [...AS_NOBODY, program, ...args]);

const nobodyRuns = spawnSync('setpriv', [...AS_NOBODY, process.execPath, COMMAND, '-V']).status === 0;
const noNobody = skipUnless(nobodyRuns, 'the command cannot be run as another user here');
const noNetstat = skipUnless(has('netstat'), 'netstat is not installed');

const mine: Server[] = [];
before(async () => {
  for (const host of ['0.0.0.0', '::']) {
    const server = createServer();
    mine.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
  }
});
after(() => {
  for (const server of mine) server.close();
});

describe('the command, not as root,', { skip: noNobody || noNetstat }, () => {
  let holder: ChildProcess | undefined;
  const hold = async () => {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    holder = spawn('setpriv', [...AS_NOBODY, process.execPath, '-e', HOLDER], { stdio: [...stdio] });
    assert.ok(holder.stdout);
    await once(holder.stdout, 'data');
  };
  after(() => holder?.kill());

  it('warns as netstat does where it finds no owner at all', () => {
    // Among processes of its own, root's shell is the only other one. What Node gives a child as its output is a socket
    // too, so the output goes to a file.
    const script = 'f=$(mktemp); setpriv "$@" < /dev/null > "$f" 2>&1; code=$?; cat "$f"; rm "$f"; exit $code';
    const alone = (...command: string[]) =>
      run('unshare', ['--pid', '--fork', '--mount-proc', 'sh', '-c', script, 'sh', ...AS_NOBODY, ...command]);
    const ours = alone(process.execPath, COMMAND, '-tlnp');
    assert.deepEqual(ours, alone('netstat', '-tlnp'));
    const warning = `(No info could be read for "-p": geteuid()=${NOBODY} but you should be root.)\n`;
    assert.ok(ours.stdout.startsWith(warning), ours.stdout);
  });

  it('shows everything but the owners of others, and warns as netstat does', async () => {
    await hold();
    const ours = asNobody(process.execPath, COMMAND, '-tlnep');
    assert.deepEqual(ours, asNobody('netstat', '-tlnep'));
    assert.match(ours.stdout, new RegExp(` ${holder?.pid}/node`));
    assert.match(ours.stderr, /^\(Not all processes could be identified/);
    assert.equal(ours.stdout.match(/ LISTEN .* - {19}$/gm)?.length, mine.length);
  });

  it('says nothing without -p', () => {
    const ours = asNobody(process.execPath, COMMAND, '-tlne');
    assert.deepEqual(ours, asNobody('netstat', '-tlne'));
    assert.equal(ours.stderr, '');
  });
});

describe('the command, as root,', { skip: skipUnless(process.geteuid?.() === 0, 'not run as root') }, () => {
  it('is never told to be root, even where some process may not be read', () => {
    for (const options of ['-tlnp', '-tnp', '-xp']) {
      assert.doesNotMatch(sockdiag([options]).stderr, /(should|have to) be root/);
    }
  });
});

const forbidden = (...args: string[]): Result => {
  const [program, ...rest] = withoutCall('socket(AF_NETLINK)');
  return run(program, [...rest, process.execPath, ...args]);
};
const noAddon = skipUnless(
  !sockdiag(['-tnv']).stderr.includes('no addon'),
  'the addon was not built, so netlink is not asked anyway',
);

describe('the command, where netlink is forbidden,', { skip: noFilter || noAddon }, () => {
  const REASON = 'netlink socket: operation not permitted';

  it('lists what it lists elsewhere', () => {
    for (const options of [['-tulnw'], ['-tulnep'], ['-xlnp'], ['-tanoe']]) {
      const listed = forbidden(COMMAND, ...options);
      assert.equal(listed.code, 0);
      assert.ok(listed.stdout.length > 0);
      assert.equal(listed.stdout, sockdiag(options).stdout, options.join(' '));
    }
  });

  it('says why under -v and nothing otherwise', () => {
    assert.equal(forbidden(COMMAND, '-tln').stderr, '');
    const { code, stderr } = forbidden(COMMAND, '-tulnv');
    assert.equal(code, 0);
    assert.equal(stderr, ['tcp', 'udp'].map((name) => `sockdiag: ${name}: read from /proc: ${REASON}\n`).join(''));
  });

  it('does not take another source for the one that was named', () => {
    const { code, stdout, stderr } = forbidden(COMMAND, '--source', 'netlink', '-tln');
    assert.equal(code, 1);
    assert.doesNotMatch(stdout, /^tcp/m);
    assert.equal(stderr, `sockdiag: ${REASON}\n`);
  });

  it('tells a program which source it got and why', () => {
    const script = `
      import { snapshot } from ${JSON.stringify(packageUrl('src/index.ts').href)};
      const { length, report } = await snapshot({ protocols: ['tcp'], states: ['LISTEN'] });
      const error = await snapshot({ protocols: ['tcp'], source: 'netlink' }).catch(({ name, code, syscall, errno }) => ({ name, code, syscall, errno }));
      console.log(JSON.stringify({ length, source: report.sources.tcp, error }));`;
    const { stdout, stderr } = forbidden('--import', 'tsx', '--input-type=module', '--eval', script);
    assert.deepEqual(JSON.parse(stdout || JSON.stringify(stderr)), {
      length: mine.length,
      source: { source: 'procfs', reason: REASON },
      error: { name: 'SockdiagError', code: 'EPERM', syscall: 'netlink socket', errno: 1 },
    });
  });
});
