import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SocketGroup } from '../../../src/index.ts';
import type { SocketJSON } from '../../../src/sockets/table/socket-json.ts';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { parseCsv } from '../../support/csv.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { plainGroups } from '../../support/plain-groups.ts';
import { skipUnless } from '../../support/skip.ts';

const listed = (...args: string[]) => {
  const { code, stdout, stderr } = sockdiag(['ls', ...args]);
  assert.deepEqual([code, stderr], [0, ''], args.join(' '));
  return stdout;
};
const groups = (...args: string[]) => JSON.parse(listed('--json', ...args)) as SocketGroup[];
const lines = (...args: string[]) =>
  listed(...args)
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ +/));

describe('sockdiag ls --by', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  before(async () => {
    world = new ByHand();
    await world.run(
      'server = listen()',
      'pairs = [connect(server) for i in range(4)]',
      'for i, (client, accepted) in enumerate(pairs): client.send(b"x" * (100 + i))',
      'waiting = socket.create_connection(server.getsockname())',
      'udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("127.0.0.1", 0))',
    );
  });
  after(() => world.stop());

  for (const by of [['process', 'state'], ['protocol'], ['remote/24', 'pid'], ['state', 'localPort']]) {
    it(`has the groups that a plain evaluation of the rows has, by ${by}`, () => {
      const rows = JSON.parse(listed('--json')) as SocketJSON[];
      const sorted = (all: readonly SocketGroup[]) => all.map((group) => JSON.stringify(group)).sort();
      const found = groups('--by', by.join(','));
      const { length } = rows;
      assert.equal(
        found.reduce((sum, { count }) => sum + count, 0),
        length,
      );
      if (by[0] !== 'remote/24') assert.deepEqual(sorted(found), sorted(plainGroups(rows, by, ['recvQ', 'sendQ'])));
      const counts = found.map(({ count }) => count);
      assert.deepEqual(
        counts,
        [...counts].sort((a, b) => b - a),
      );
    });
  }

  it('is a table for eyes, with the measures that are named', () => {
    assert.deepEqual(lines('-t', '--by', 'state', '--columns', 'recv-q', 'recv-q >= 100'), [
      ['COUNT', 'RECV-Q', 'MAX-RECV-Q', 'STATE'],
      ['4', '406', '103', 'ESTABLISHED'],
    ]);
    const [counts = [], first = []] = lines('-t', '--by', 'state', '--columns', 'count');
    assert.deepEqual([counts, first.length], [['COUNT', 'STATE'], 2]);
    const empty = lines('-t', '--by', 'state', '--columns', 'recv-q,rtt', 'sport = 1');
    assert.deepEqual(empty, [['COUNT', 'RECV-Q', 'MAX-RECV-Q', 'MAX-RTT', 'STATE']]);
    const [heading = []] = lines('-t', '--by', 'process', '--columns', '+rtt');
    assert.deepEqual(heading, ['COUNT', 'RECV-Q', 'MAX-RECV-Q', 'SEND-Q', 'MAX-SEND-Q', 'MAX-RTT', 'PROCESS']);
    assert.equal(lines('--no-header', '-tl', '--by', 'state').length, 1);
    assert.match(listed('--stamp', '-tl', '--by', 'state'), /^\d{4}-\d\d-\d\dT/);
  });

  it('sorts by count, sums, maxima and keys, and keeps the first of them', () => {
    const states = (...args: string[]) => groups('-t', '--by', 'state', ...args).map(({ key }) => key.state);
    assert.deepEqual(states(), ['ESTABLISHED', 'LISTEN']);
    assert.deepEqual(states('--sort', 'count'), ['LISTEN', 'ESTABLISHED']);
    assert.deepEqual(states('--sort', '-state'), ['LISTEN', 'ESTABLISHED']);
    assert.deepEqual(states('--sort', '-max-recv-q,state'), ['ESTABLISHED', 'LISTEN']);
    assert.deepEqual(states('--sort', 'recv-q', '--top', '1'), ['LISTEN']);
    assert.deepEqual(states('--top', '1'), ['ESTABLISHED']);
  });

  it('groups by users: those of sockets, and those of the processes that hold them', () => {
    const [group] = groups('-tl', '--by', 'user,owner-uid,owner-user');
    assert.deepEqual([group?.key, group?.count], [{ user: 'root', ownerUid: 0, ownerUser: 'root' }, 1]);
    const all = groups('-t', '--by', 'owner-user');
    assert.deepEqual(
      all.map(({ key }) => key.ownerUser),
      ['root', null],
    );
    const total = groups('-t', '--by', 'state').reduce((sum, { count }) => sum + count, 0);
    assert.equal(
      all.reduce((sum, { count }) => sum + count, 0),
      total,
    );
  });

  it('has the same in CSV, a column for each key, sum and maximum', () => {
    const [names, row] = parseCsv(listed('-t', '--csv', '--by', 'state', '--columns', 'recvQ,rtt', '--top', '1'));
    assert.deepEqual(names, ['key.state', 'count', 'sum.recvQ', 'max.recvQ', 'max.tcpInfo.rtt']);
    assert.deepEqual(row?.slice(0, 4), ['ESTABLISHED', '10', '406', '103']);
    assert.ok(Number(row?.[4]) > 0);
  });

  it('has the most sockets first, those of users too', () => {
    const users = groups('--by', 'owner-user,local-port').map(({ count }) => count);
    assert.deepEqual(
      users,
      [...users].sort((a, b) => b - a),
    );
    assert.equal(groups('--by', 'owner-user,local-port', '--top', '2').length, 2);
  });

  it('looks at no process where no key is of owners', () => {
    const said = (by: string) =>
      sockdiag(['ls', '-tv', '--owners', 'procfs', '--by', by]).stderr.includes('owners: read from /proc');
    assert.deepEqual([said('state'), said('process'), said('owner-uid')], [false, true, true]);
  });

  it('is refused with a line where a word is no key, no measure, or no order', () => {
    for (const args of [
      ['--by', 'nothing'],
      ['--by', ''],
      ['--by', 'state', '--columns', 'process'],
      ['--by', 'state', '--sort', 'process'],
      ['--by', 'state', '--info'],
    ]) {
      const { code, stdout, stderr } = sockdiag(['ls', ...args]);
      assert.deepEqual([code, stdout], [3, ''], args.join(' '));
      assert.match(stderr, /^sockdiag: [^\n]+\n$/, args.join(' '));
    }
  });
});
