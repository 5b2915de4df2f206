import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../../support/by-hand.ts';
import { COMMAND, run, sockdiag } from '../../support/command.ts';
import { parseCsv } from '../../support/csv.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

type Row = Readonly<Record<string, unknown>>;

const listed = (...args: string[]) => {
  const { code, stdout, stderr } = sockdiag(['ls', ...args]);
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
};
const json = (...args: string[]) => JSON.parse(listed('--json', ...args)) as Row[];

describe('sockdiag ls for programs', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  before(async () => {
    world = new ByHand();
    await world.run(
      'server = listen()',
      'client, accepted = connect(server)',
      'client.send(b"x" * 1234)',
      'udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("127.0.0.1", 0))',
    );
  });
  after(() => world.stop());

  it("has the rows of netstat's data, and their owners, where nothing is chosen", () => {
    const netstat = JSON.parse(sockdiag(['-tuanp', '--json']).stdout);
    assert.deepEqual(json(), netstat);
    assert.equal((json('-u')[0]?.owners as Row[] | undefined)?.[0]?.pid, world.pid);
  });

  it('writes the rows that are chosen, in the order that is wanted', () => {
    const columns = ['--columns', 'state,recvQ,tcpInfo.bytesReceived'];
    const [first, ...others] = json('-t', ...columns, '--sort', '-recv-q');
    assert.deepEqual(first, { state: 'ESTABLISHED', recvQ: 1234, tcpInfo: { bytesReceived: 1234 } });
    assert.equal(others.length, 2);
    assert.deepEqual(json('-t', ...columns, '--sort', '-recv-q', '--top', '1'), [first]);
    assert.deepEqual(json('-t', ...columns, 'recv-q > 1000'), [first]);
    assert.deepEqual(json('-tl', '--columns', 'state'), [{ state: 'LISTEN' }]);
    assert.deepEqual(listed('-tl', '--ndjson', '--columns', 'state'), '{"state":"LISTEN"}\n');
  });

  it('adds columns to those that are there by themselves', () => {
    const [row = {}] = json('-tl', '--columns', '+rtt,+mark');
    assert.ok(Object.keys(row).length > 15 && 'owners' in row && 'mark' in row && 'tcpInfo' in row);
    for (const [option, key] of [
      ['--info', 'tcpInfo'],
      ['--memory', 'memory'],
    ] as const) {
      assert.ok(Object.keys((json('-t', option).at(-1)?.[key] ?? {}) as Row).length > 5, option);
    }
  });

  it('has the same in CSV, with or without the names of the columns', () => {
    const columns = ['-tl', '--csv', '--columns', 'state,send-q,process'];
    const [names, row, ...more] = parseCsv(listed(...columns));
    assert.deepEqual([names, row, more], [['state', 'sendQ', 'process'], ['LISTEN', '0', 'python3'], []]);
    assert.deepEqual(parseCsv(listed('--no-header', ...columns)), [row]);
  });

  it('says in each row of a continuous listing when it was read', () => {
    const script = 'timeout 60 "$0" "$1" ls -u --ndjson --columns state --interval 100ms | head -n 3';
    const { stdout } = run('bash', ['-c', script, process.execPath, COMMAND]);
    const times = stdout.trimEnd().split('\n');
    assert.equal(times.length, 3);
    for (const line of times) assert.match(JSON.parse(line).time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('is refused where it can be no data, with nothing on stdout', () => {
    for (const args of [
      ['--json', '-c'],
      ['--json', '--csv'],
      ['--csv', '--columns', 'nothing'],
      ['--json', '--columns', 'user'],
    ]) {
      const { code, stdout, stderr } = sockdiag(['ls', ...args]);
      assert.deepEqual([code, stdout], [3, ''], args.join(' '));
      assert.match(stderr, /^sockdiag: [^\n]+\n/);
    }
    assert.deepEqual(sockdiag(['ls', '-S', '-w', '--json', 'state = LISTEN']).stdout.slice(0, 2), '[]');
  });
});
