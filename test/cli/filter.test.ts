import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../support/by-hand.ts';
import { run, sockdiag } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { loopbackUp } from '../support/loopback.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

describe('--filter', { skip }, () => {
  const servers: Server[] = [];
  before(async () => {
    loopbackUp();
    for (const port of [1443, 1444]) {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    }
  });
  after(() => {
    for (const server of servers) server.close();
  });

  const rows = (...args: string[]) =>
    sockdiag(args)
      .stdout.split('\n')
      .filter((line) => line.startsWith('tcp'));

  it('knows an interface by its alternative names too, longer ones among them', async () => {
    const long = 'a-name-that-is-longer-than-15-bytes';
    assert.equal(run('ip', ['link', 'property', 'add', 'dev', 'lo', 'altname', long, 'altname', 'loop']).code, 0);
    const world = new ByHand();
    const port = await world.run<number>(
      'bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
      'bound.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")',
      'bound.bind(("127.0.0.1", 0))',
      'result = port(bound)',
    );
    for (const name of ['lo', 'loop', long, 'a-name-*', 'lo*'])
      assert.match(sockdiag(['-uan', '--filter', `dev ${name}`]).stdout, new RegExp(`^udp .*:${port} `, 'm'), name);
    assert.match(sockdiag(['-uan', '--filter', 'dev loo']).stderr, /no interface is called 'loo'/);
    await world.stop();
  });

  it("chooses among what netstat's options list, and changes no line", () => {
    const all = rows('-tan');
    assert.equal(all.length, 2);
    for (const source of ['netlink', 'procfs']) {
      assert.deepEqual(rows('-tan', '--source', source, '--filter', 'sport = :1443'), [
        all.find((line) => line.includes('1443')),
      ]);
    }
    assert.deepEqual(rows('-tn', '--filter', 'sport = :1443'), []);
  });

  it('finds owners that nobody asked to be shown', () => {
    assert.deepEqual(rows('-tan', '--filter', `pid = ${process.pid}`), rows('-tan'));
    assert.deepEqual(rows('-tan', '--filter', `pid != ${process.pid}`), []);
  });

  it('finds owners by the method that is named, where no column shows them', () => {
    const method = (...args: string[]) => /owners: read from \/proc: (.*)$/m.exec(sockdiag(args).stderr)?.[1];
    const asked = ['--owners', 'procfs', '-v'];
    assert.equal(method('ls', ...asked, '--columns', 'local', 'process = node'), 'procfs was asked for');
    assert.equal(method('ls', ...asked, '--by', 'state', 'process = node'), 'procfs was asked for');
    assert.equal(method('-tan', ...asked, '--filter', 'process = node'), 'procfs was asked for');
    assert.equal(method('-tan', '--json', ...asked, '--filter', 'process = node'), 'procfs was asked for');
    assert.equal(method('ls', ...asked, '--columns', 'local'), undefined);
  });

  it('is one line with a caret where it is wrong, with exit code 3 and nothing on stdout', () => {
    for (const [filter, place] of [
      ['sport > 80 and statee listening', 15],
      ['sport = :no-such-service', 8],
    ] as const) {
      for (const words of [['-tan'], ['events', '-t']]) {
        const { code, stdout, stderr } = sockdiag([...words, '--filter', filter]);
        assert.deepEqual([code, stdout], [3, '']);
        const [line, text, caret] = stderr.split('\n');
        assert.match(line ?? '', /^sockdiag: filter, character \d+: /);
        assert.deepEqual([text, caret], [filter, `${' '.repeat(place)}^`]);
      }
    }
  });

  it('is one word: what stands behind it, which netstat would ignore, was part of the expression', () => {
    for (const args of [
      ['-tn', '--filter', 'dport = :443', 'or', 'dport = :80'],
      ['-tnp', 'state', '--filter', 'uid = 0'],
    ]) {
      const { code, stdout, stderr } = sockdiag(args);
      assert.deepEqual([code, stdout], [3, ''], args.join(' '));
      assert.match(
        stderr,
        /^sockdiag: '(or|state)' is ignored: put all of the expression behind --filter into quotes\n/,
      );
    }
    const { code, stdout, stderr } = sockdiag(['events', '-t', 'dport = 443']);
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /^sockdiag: 'dport = 443' is no option: an expression stands behind --filter, in quotes\n/);
  });

  it('is said to have left out what nobody knows, where else an empty answer would mislead', () => {
    const line = /^sockdiag: 2 sockets are left out of which their source does not tell what the filter asks$/m;
    const asked = (...args: string[]) => sockdiag(args).stderr;
    assert.match(asked('ls', '--source', 'procfs', 'queue-full'), line);
    assert.match(asked('ls', '--by', 'state', '--source', 'procfs', 'queue-full'), line);
    assert.match(asked('ls', '--json', '--source', 'procfs', 'queue-full'), line);
    assert.match(asked('-tanv', '--source', 'procfs', '--filter', 'queue-full or sport = 1'), line);
    assert.doesNotMatch(asked('ls', 'queue-full'), /left out/);
    assert.doesNotMatch(asked('ls', '--source', 'procfs', 'queue-full or sport = 1443'), /left out/);
  });

  it('is refused where no sockets are listed', () => {
    for (const view of ['-r', '-i', '-s', '-g']) assert.equal(sockdiag([view, '--filter', 'sport = 1']).code, 3);
    assert.equal(sockdiag(['-tan', '--explain']).code, 3);
  });

  it('is explained, and nothing is listed', () => {
    const filter = 'dst 10.2.0.0/16 and dport = 443 and process = curl';
    assert.deepEqual(sockdiag(['-4tan', '--explain', '--filter', filter]).stdout.split('\n'), [
      'the kernel, tcp: ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 CLOSE_WAIT LAST_ACK LISTEN CLOSING: dst = 10.2.0.0/16 and dport = 443',
      'asked for besides: owners',
      'rows: remote-address = 10.2.0.0/16 and remote-port = 443',
      'rows with owners: process = curl',
      '',
    ]);
  });
});
