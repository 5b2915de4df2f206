import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

describe('sockdiag ls with an expression', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  let port: number;
  before(async () => {
    world = new ByHand();
    port = await world.run<number>(
      'server = listen()',
      'client, accepted = connect(server)',
      'client.send(b"x" * 77)',
      'udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("127.0.0.1", 0))',
      'result = port(server)',
    );
  });
  after(() => world.stop());

  const rows = (...args: string[]) => {
    const { code, stdout, stderr } = sockdiag(['ls', '--no-header', '--columns', 'state,recv-q', ...args]);
    assert.deepEqual([code, stderr], [0, '']);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.trim().split(/ +/).join(' '))
      .sort();
  };

  it('lists the sockets for which it is true, whether it is one word or many', () => {
    const expected = ['ESTABLISHED 77', 'LISTEN 0/64'];
    for (const words of [[`sport = :${port}`], ['sport', '=', `:${port}`]])
      assert.deepEqual(rows('-t', ...words), expected);
    for (const source of ['netlink', 'procfs'])
      assert.equal(rows('--source', source, 'sport', '=', `:${port}`, 'and', 'state', 'established').length, 1);
  });

  it('wants the words and --filter both to be true, and each to be whole by itself', () => {
    assert.deepEqual(rows('state established or state listening', '--filter', `sport = :${port} and recv-q > 0`), [
      'ESTABLISHED 77',
    ]);
    assert.equal(sockdiag(['ls', '--filter', 'sport = 1) or (sport = 2', 'dport = 3']).code, 3);
  });

  it('chooses before rows are sorted and counted', () => {
    assert.deepEqual(rows('-t', 'state', 'established', '--sort', '-recv-q', '--top', '1'), ['ESTABLISHED 77']);
    assert.deepEqual(rows('-t', 'state', 'established', '--sort', '-recv-q').length, 2);
    assert.deepEqual(rows('-t', 'rtt > 1us', '--sort', '-recv-q', '--top', '1'), ['ESTABLISHED 77']);
  });

  it('finds owners that have no column', () => {
    assert.equal(rows('-u', `pid = ${world.pid}`).length, 1);
    assert.deepEqual(rows('-u', `pid != ${world.pid}`), []);
  });

  it('is one line with a caret where it is wrong, with exit code 3 and nothing on stdout', () => {
    for (const format of [[], ['--explain']]) {
      const { code, stdout, stderr } = sockdiag(['ls', '-t', ...format, 'statee', 'listening']);
      assert.deepEqual([code, stdout], [3, '']);
      assert.match(stderr, /^sockdiag: filter, character 1: [^\n]+\nstatee listening\n\^\n$/);
    }
  });

  it('is explained, and nothing is listed', () => {
    const { stdout } = sockdiag(['ls', '-t4', '--columns', 'local', '--explain', 'dport = 443 and process = curl']);
    assert.match(stdout, /^the kernel, tcp: [^\n]*: dport = 443\nasked for besides: owners\n/);
    assert.equal(sockdiag(['ls', '--explain']).code, 3);
  });
});
