import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fieldWords } from '../../../src/sockets/table/named-fields.ts';
import { ByHand } from '../../support/by-hand.ts';
import { COMMAND, run, sockdiag } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

/** The words of each line; the heading first. */
function listed(line: string): string[][] {
  const { code, stdout, stderr } = sockdiag(['ls', ...line.split(' ').filter(Boolean)]);
  assert.equal(code, 0, stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((text) => text.trim().split(/ +/));
}

const rows = (line: string) => listed(`--no-header ${line}`);

describe('sockdiag ls', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  let full: number;
  let open: number;

  before(async () => {
    world = new ByHand();
    [full, open] = await world.run<[number, number]>(
      'full = socket.socket(); full.bind(("127.0.0.1", 0)); full.listen(2)',
      'waiting = []',
      'for i in range(3):',
      '    waiting.append(socket.create_connection(full.getsockname()))',
      'idle = listen()',
      'client, server = connect(idle)',
      'client.send(b"x" * 1234)',
      'udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("127.0.0.1", 0))',
      'six = listen(host="::1")',
      'udp6 = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); udp6.bind(("::1", 0))',
      'name = socket.socket(socket.AF_UNIX); name.bind("\\0ls-test"); name.listen(7)',
      'result = [port(full), port(idle)]',
    );
  });
  after(() => world.stop());

  const owner = () => `${world.pid}/python3`;

  it('lists TCP and UDP in every state, with its columns, each row with its process', () => {
    const [heading, ...all] = listed('');
    assert.deepEqual(heading, ['PROTO', 'STATE', 'RECV-Q', 'SEND-Q', 'LOCAL', 'REMOTE', 'PROCESS']);
    assert.deepEqual(new Set(all.map(([proto]) => proto)), new Set(['tcp', 'tcp6', 'udp', 'udp6']));
    const states = new Set(all.map(([, state]) => state));
    for (const state of ['LISTEN', 'ESTABLISHED', 'CLOSE']) assert.ok(states.has(state), state);
    assert.ok(all.some((row) => row.join(' ') === `tcp LISTEN 0/64 0 127.0.0.1:${open} * ${owner()}`));
  });

  it('lists IPv4 before IPv6 of each protocol, as netstat does', () => {
    const named = rows('-tu --columns proto').flat();
    assert.deepEqual([...new Set(named)], ['tcp', 'tcp6', 'udp', 'udp6']);
    assert.deepEqual(named, [...named].sort());
  });

  it('has the limit beside the queue of a listener, and says of which it is full', () => {
    assert.deepEqual(rows(`-tl4 --columns local,recv-q,queue-full --sort -queue-full --top 1`), [
      [`127.0.0.1:${full}`, '3/2', 'yes'],
    ]);
  });

  it('chooses as netstat does, and IP versions beside', () => {
    const protocols = (line: string) => [...new Set(rows(line).map(([proto]) => proto))];
    assert.deepEqual(protocols('-u4 --columns proto'), ['udp']);
    assert.deepEqual(protocols('-6 --columns proto'), ['tcp6', 'udp6']);
    assert.deepEqual(protocols('-x --columns proto'), ['unix']);
    assert.deepEqual(protocols('-x4 --columns proto'), ['tcp', 'udp', 'unix']);
    assert.deepEqual(protocols('-A unix --columns proto'), ['unix']);
    assert.deepEqual([...new Set(rows('-tl --columns state').flat())], ['LISTEN']);
    assert.ok(rows('-tla --columns state').flat().includes('ESTABLISHED'));
  });

  it('shows the name of a UNIX socket, with its queue and its process', () => {
    assert.deepEqual(rows('-xl --columns recv-q,local,process,type'), [['0/7', '@ls-test', owner(), 'stream']]);
  });

  it('lists UNIX sockets unasked where nothing else can pass the expression', () => {
    for (const expression of ['path = @ls-test', 'src unix:*ls-test', 'protocol = unix and path ~ ls-test'])
      assert.deepEqual(rows(`--columns local,process ${expression}`), [['@ls-test', owner()]], expression);
    assert.deepEqual(rows('-t --columns local path = @ls-test'), [['']]);
    assert.deepEqual([...new Set(rows('--columns proto state listening or path = @ls-test').flat())], ['tcp', 'tcp6']);
  });

  it('has of UNIX sockets what /proc alone tells, where a column asks for it', () => {
    assert.deepEqual(rows('-xl --columns local,ref-count'), [['@ls-test', '2']]);
  });

  it('sorts by fields that have no column too, and lists no more than it shall', () => {
    assert.deepEqual(rows('-t --columns recv-q --sort -recv-q --top 2'), [['1234'], ['3/2']]);
    const ports = rows('-t4 --columns local-port --sort local-port').map(([port]) => Number(port));
    assert.deepEqual(
      ports,
      [...ports].sort((a, b) => a - b),
    );
    assert.equal(rows('--top 3').length, 3);
    assert.deepEqual(rows('-tl4 --columns local-port --sort recv-q,-backlog'), [[`${open}`], [`${full}`]]);
    // What has no process comes last, whichever way.
    for (const key of ['pid', '-pid']) assert.equal(rows(`-t --columns pid --sort ${key}`).at(-1)?.[0], '-');
  });

  it('has a column for every word of every field, in one listing or another', () => {
    const words = fieldWords();
    for (const options of ['-t', '-x']) {
      const seen = new Set<string>();
      for (let from = 0; from < words.length; from += 150) {
        const some = words.slice(from, from + 150);
        const [heading = [], ...all] = listed(`${options} --columns ${some.join(',')}`);
        for (const name of heading) seen.add(name);
        assert.ok(all.length > 0);
        for (const row of all) assert.equal(row.length, heading.length, row.join(' '));
      }
      assert.ok(seen.has('TCP-INFO.RTT') && seen.has('MEMORY.DROPS') && seen.has('PROCESS'));
    }
  });

  it('searches for owners only where a column or a sort key needs them', () => {
    const method = (line: string) =>
      sockdiag(['ls', '-v', '--owners', 'procfs', ...line.split(' ')]).stderr.includes('owners: read from /proc');
    assert.equal(method('-t --columns local,state'), false);
    assert.equal(method('-t --columns local,pid'), true);
    assert.equal(method('-t --columns local --sort process'), true);
  });

  it('shows the process without its id where that has a column, and every process when asked', async () => {
    await world.run('child = fork()', 'if child == 0:', '    time.sleep(60)', '    os._exit(0)', 'time.sleep(0.05)');
    const child = await world.run<number>('result = child');
    // Whichever of them has the lower id: ids begin anew some time.
    const pids = [world.pid, child].sort((a, b) => a - b);
    assert.deepEqual(rows(`-xl --columns process,pid,owner-count`), [['python3', `${pids[0]}`, '2']]);
    const all = pids.map((pid) => `${pid}/python3`).join(',');
    assert.deepEqual(rows('-xl --columns process --all-owners'), [[all]]);
    await world.run('os.kill(child, 9); os.waitpid(child, 0)');
  });

  it('reads what a column needs of tcp_info, memory and fields, in units for people', () => {
    const [row = []] = rows(`-t --columns rtt,cwnd,congestion,rcvbuf,bytes-received --sort -bytes-received --top 1`);
    assert.match(row.join(' '), /^[\d.]+(us|ms) \d+ [a-z]+ [\d.]+[kM]B 1\.2kB$/);
  });

  it('lists again after a pause, each with its time', () => {
    const script = 'timeout 60 "$0" "$1" ls -u4 --stamp --interval 100ms | head -n 9';
    const { stdout } = run('bash', ['-c', script, process.execPath, COMMAND]);
    const stamps = stdout.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/gm) ?? [];
    assert.equal(stamps.length, 3, stdout);
    assert.equal((stdout.match(/^PROTO /gm) ?? []).length, 3);
  });

  it('is the same from /proc, but for what /proc does not tell', () => {
    const columns = '--columns proto,state,send-q,local,remote,process --sort local,remote';
    assert.deepEqual(rows(`-t ${columns} --source procfs`), rows(`-t ${columns}`));
    assert.deepEqual(rows(`-tl4 --columns recv-q,rtt --source procfs --sort local --top 1`)[0]?.[1], '-');
  });

  it('is ended quietly by a reader that goes, and by a full disk with a line', () => {
    const shell = (script: string) => run('bash', ['-c', script, process.execPath, COMMAND]);
    const head = shell(
      'set -o pipefail; for i in {1..3}; do "$0" "$1" ls -x --columns local,inode | head -1; done; echo $?',
    );
    assert.equal(head.stderr, '');
    assert.match(head.stdout, /^(LOCAL +INODE\n){3}\d+\n$/);
    const disk = shell('"$0" "$1" ls > /dev/full');
    assert.deepEqual([disk.code, disk.stdout], [1, '']);
    assert.match(disk.stderr, /^sockdiag: ENOSPC: [^\n]+\n$/);
  });

  it('is 0 without a row, 3 for misuse and where it cannot look', () => {
    assert.deepEqual(sockdiag(['ls', '-w']), {
      code: 0,
      stdout: 'PROTO STATE RECV-Q SEND-Q LOCAL REMOTE PROCESS\n',
      stderr: '',
    });
    for (const args of [
      ...[['-r'], ['-i'], ['-s'], ['-g'], ['-e'], ['-o'], ['-2'], ['--ax25'], ['--nothing'], ['--top', '0']],
      ...[
        ['--columns', 'nothing'],
        ['--columns', ''],
        ['--sort', ''],
        ['--color', 'blue'],
        ['--procfs', '/nowhere'],
      ],
      ...[
        ['--interval', '1d'],
        ['--columns', 'local,+rtt'],
      ],
    ]) {
      const { code, stdout, stderr } = sockdiag(['ls', ...args]);
      assert.deepEqual([code, stdout], [3, ''], args.join(' '));
      assert.match(stderr, /^sockdiag: [^\n]+\n/, args.join(' '));
    }
  });
});
