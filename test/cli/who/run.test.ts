import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findOwners, type Holder } from '../../../src/index.ts';
import { AS_NOBODY, noNobody } from '../../support/as-nobody.ts';
import { ByHand } from '../../support/by-hand.ts';
import { COMMAND, has, type Result, run, sockdiag } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

const [major = 0, minor = 0] = release().split('.').map(Number);
const tellsBound = major > 6 || (major === 6 && minor >= 8);

const who = (...args: readonly string[]): Result => sockdiag(['who', ...args]);
const json = (...args: readonly string[]) => JSON.parse(who(...args, '--json').stdout) as Holder[];

/** Where a cgroup can be made, in a hierarchy that says where a process is; undefined where none may be. */
function cgroupRoot(): string | undefined {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [, mount = ''] = /^\S+ \S+ \S+ \/ (\S+) .* - cgroup2 /.exec(line) ?? [];
    if (mount === '') continue;
    const probe = join(mount, `sockdiag-probe-${process.pid}`);
    try {
      mkdirSync(probe);
      rmdirSync(probe);
      return mount;
    } catch {
      // Read only, as in most containers.
    }
  }
  return undefined;
}

const cgroup = namespaceMissing === undefined ? cgroupRoot() : undefined;

describe('sockdiag who', { skip: skipUnless(namespaceMissing === undefined, namespaceMissing ?? '') }, () => {
  let hand: ByHand;
  before(async () => {
    hand = new ByHand();
    await hand.run('listener = listen(8080)');
  });
  after(() => hand.stop());

  it('has no colours in a pipe, and whichever the option and the environment ask for', () => {
    const coloured = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
      sockdiag(['who', '8080', ...args], { NO_COLOR: '', FORCE_COLOR: '', ...env }).stdout.includes(
        '\x1b[36mLISTEN\x1b[0m',
      );
    assert.equal(coloured([]), false);
    assert.equal(coloured(['--color', 'always']), true);
    assert.equal(coloured([], { FORCE_COLOR: '1' }), true);
    assert.equal(coloured([], { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
    assert.equal(coloured(['--color=never'], { FORCE_COLOR: '1' }), false);
    assert.equal(coloured(['--json', '--color=always']), false);
  });

  it('tells in a few lines who listens, and exits with 0', () => {
    const { code, stdout, stderr } = who('8080');
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    const [socket = '', owner = '', command = '', ...rest] = stdout.split('\n');
    assert.match(socket, /^tcp LISTEN 127\.0\.0\.1:8080, user root, inode \d+$/);
    assert.match(
      owner,
      new RegExp(`^ {2}\\S+\\[${hand.pid}\\], user root, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$`),
    );
    assert.match(command, /^ {4}command: \S*python3 \S+by_hand\.py$/);
    assert.match(rest.join('\n'), new RegExp(`^ {4}started by: \\S+\\[${process.pid}\\]`, 'm'));
    assert.equal(rest.at(-1), '');
  });

  it('takes every way to write it', () => {
    const { stdout } = who('8080');
    for (const target of [':8080', 'tcp:8080', '8080/tcp', '127.0.0.1:8080', '0.0.0.0:8080', '[::]:8080', 'http-alt'])
      assert.deepEqual(who(target), { code: 0, stdout, stderr: '' }, target);
  });

  it('says that nothing holds it, and exits with 1', () => {
    for (const target of ['8081', 'udp:8080', '127.0.0.2:8080', '[::1]:8080', 'sctp:8080', '/no/such.sock', '@none']) {
      const { code, stdout, stderr } = who(target);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: `nothing holds ${target}\n` });
      if (tellsBound) assert.equal(stderr, '');
      assert.deepEqual(json(target), []);
      assert.equal(who(target, '--json').code, 1);
    }
  });

  it('says in one line what it cannot look at, and exits with 3', () => {
    for (const args of [
      [],
      ['nonsense'],
      ['8080', '8081'],
      ['99999'],
      ['8080', '-u'],
      ['8080', '-6'],
      ['8080', '-r'],
      ['8080', '-c'],
      ['8080', '--procfs', '/nowhere'],
      ['8080', '--source', 'nonsense'],
      ['8080', '--source', 'netlink', '--procfs', '/tmp'],
    ]) {
      const { code, stdout, stderr } = who(...args);
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' }, args.join(' '));
      assert.match(stderr, /^sockdiag: [^\n]+\n$/);
    }
  });

  it('exits with 3 where the tables cannot be had, which are then no free port', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdiag-who-'));
    mkdirSync(join(folder, 'net'));
    writeFileSync(join(folder, 'net/udp'), '');
    const { code, stdout, stderr } = who('8080', '--procfs', folder);
    rmSync(folder, { recursive: true });
    assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
    assert.match(stderr, /^sockdiag: who: tcp could not be looked at: [^\n]*no such file or directory\n$/m);
  });

  it('prints as JSON what findOwners() gives', async () => {
    const { holders } = await findOwners(8080);
    assert.deepEqual(json('8080'), JSON.parse(JSON.stringify(holders)));
    assert.match(json('8080')[0]?.owners[0]?.since as unknown as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('takes no filter, and no path whose bytes are lost on the way', () => {
    const filtered = who('--filter', 'state listening', '8080');
    assert.deepEqual([filtered.code, filtered.stdout], [3, '']);
    assert.match(filtered.stderr, /^sockdiag: who: it looks for one port or path: sockdiag ls takes a filter\n/);
    const { code, stdout, stderr } = run('sh', [
      '-c',
      '"$0" "$1" who "$(printf "/tmp/w\\377.sock")"',
      process.execPath,
      COMMAND,
    ]);
    assert.deepEqual([code, stdout], [3, '']);
    assert.equal(stderr, 'sockdiag: who: a path that is not UTF-8 cannot be looked for by its name\n');
  });

  it('looks for a relative path as it was bound, and then from this folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockdiag-who-'));
    await hand.run(
      `os.chdir("${folder}")`,
      'relative = socket.socket(socket.AF_UNIX); relative.bind("./as-bound"); relative.listen()',
      `whole = socket.socket(socket.AF_UNIX); whole.bind("${folder}/whole"); whole.listen()`,
      'os.chdir("/")',
    );
    const from = (...args: string[]) =>
      run('sh', ['-c', `cd ${folder} && "$0" "$@"`, process.execPath, COMMAND, 'who', ...args]);
    for (const [path, shown] of [
      ['./as-bound', './as-bound'],
      ['./whole', `${folder}/whole`],
    ] as const) {
      const { code, stdout } = from(path);
      assert.equal(code, 0, path);
      assert.ok(stdout.startsWith(`unix stream LISTEN ${shown},`), stdout);
    }
    assert.equal(from('./none').code, 1);
    await hand.run('relative.close(); whole.close()');
    rmSync(folder, { recursive: true });
  });

  it('has the same process as ss, fuser and lsof, where these are', () => {
    const pids = json('8080').flatMap(({ owners }) => owners.map(({ pid }) => pid));
    assert.deepEqual(pids, [hand.pid]);
    if (has('ss')) assert.match(run('ss', ['-tlnp', 'sport = :8080']).stdout, new RegExp(`pid=${hand.pid},`));
    if (has('fuser')) assert.equal(run('fuser', ['8080/tcp']).stdout.trim(), `${hand.pid}`);
    if (has('lsof')) assert.equal(run('lsof', ['-nP', '-t', '-iTCP:8080']).stdout.trim(), `${hand.pid}`);
  });

  it('tells of TIME_WAIT, and of what is bound and does not listen, which ss does not list', async () => {
    await hand.run(
      'short = listen(8090); client, server = connect(short); server.close(); client.recv(1); client.close(); short.close()',
      'bound = socket.socket(); bound.bind(("127.0.0.1", 8091))',
    );
    const { code, stdout } = who('8090');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^tcp TIME_WAIT 127\.0\.0\.1:8090 -> 127\.0\.0\.1:\d+\n {2}no process: the kernel keeps it for \d+ s more\n$/,
    );
    const bound = who('8091');
    if (tellsBound)
      assert.match(
        bound.stdout,
        new RegExp(`^tcp BOUND_INACTIVE 127\\.0\\.0\\.1:8091, .*\\n {2}\\S+\\[${hand.pid}\\]`),
      );
    else
      assert.match(bound.stderr, /^sockdiag: who: TCP sockets that are bound and do not listen cannot be seen: Linux /);
    if (has('ss')) assert.doesNotMatch(run('ss', ['-tan']).stdout, /:8091/);
    await hand.run('bound.close()');
  });

  it('says of what /proc does not tell that it does not', () => {
    const { code, stderr } = who('8092', '--source', 'procfs');
    assert.deepEqual(
      { code, stderr: stderr.split('\n').at(-2) },
      {
        code: 1,
        stderr:
          'sockdiag: who: TCP sockets that are bound and do not listen cannot be seen: only sock_diag lists them, and it was not asked',
      },
    );
  });

  it('tells of a listener whose process has ended, by those that were forked from it', async () => {
    const child = await hand.run<number>(
      'middle = os.fork()',
      'if middle == 0:',
      '    orphan = listen(8093)',
      '    if os.fork() == 0: signal.alarm(60); time.sleep(60)',
      '    os._exit(0)',
      'os.waitpid(middle, 0)',
      'result = middle',
    );
    const [holder] = json('8093');
    assert.equal(holder?.owners.length, 1);
    const [owner] = holder?.owners ?? [];
    assert.notEqual(owner?.pid, child);
    assert.equal(owner?.inheritedFrom, null);
    process.kill(owner?.pid as number, 'SIGKILL');
  });

  it('tells of a UNIX socket by its path', async () => {
    const path = join(tmpdir(), `sockdiag-who-${process.pid}.sock`);
    await hand.run(`named = socket.socket(socket.AF_UNIX); named.bind(${JSON.stringify(path)}); named.listen(1)`);
    const { code, stdout } = who(path);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^unix stream LISTEN ${path}, user root, inode \\d+\\n {2}\\S+\\[${hand.pid}\\]`));
    await hand.run('named.close()');
    rmSync(path);
    assert.equal(who(path).code, 1);
  });

  it('does not know the owner as nobody, says so in netstat’s line, and exits with 0', { skip: noNobody }, () => {
    const [program, ...words] = AS_NOBODY;
    const { code, stdout, stderr } = run(program, [...words, process.execPath, COMMAND, 'who', '8080']);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^tcp LISTEN 127\.0\.0\.1:8080, user root, inode \d+\n {2}process unknown: not all could be looked into\n$/,
    );
    assert.equal(stderr, '(No info could be read for "-p": geteuid()=65534 but you should be root.)\n');
  });

  it('ends quietly where nobody reads it', () => {
    const env = { ...process.env, NODE: process.execPath, COMMAND };
    const script = 'set -o pipefail; "$NODE" "$COMMAND" who 8080 | true; echo "$?"';
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env });
    assert.deepEqual([stdout, stderr], ['0\n', '']);
  });

  it('has the unit of a process whose cgroup is a scope', {
    skip: skipUnless(cgroup !== undefined, 'no cgroup of version 2 can be made here'),
  }, () => {
    const slice = join(cgroup as string, `sockdiagtest${process.pid}.slice`);
    const scope = join(slice, 'sockdiag-web\\x2d1.scope');
    mkdirSync(scope, { recursive: true });
    const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
    try {
      writeFileSync(join(scope, 'cgroup.procs'), `${hand.pid}`);
      const [holder] = json('8080');
      const { unit, slice: inSlice, parents = [] } = holder?.owners[0] ?? {};
      assert.deepEqual([unit, inSlice], ['sockdiag-web\\x2d1.scope', `sockdiagtest${process.pid}.slice`]);
      // This process is in another one: what started it is known.
      assert.deepEqual(
        parents.map(({ pid }) => pid),
        [process.pid],
      );
      assert.match(who('8080').stdout, /^ {4}unit: sockdiag-web\\x2d1\.scope, in sockdiagtest\d+\.slice$/m);
    } finally {
      writeFileSync(join(cgroup as string, own, 'cgroup.procs'), `${hand.pid}`);
      rmdirSync(scope);
      rmdirSync(slice);
    }
  });
});
