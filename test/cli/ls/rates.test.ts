import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../../support/by-hand.ts';
import { COMMAND, run, sockdiag } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

describe('sockdiag ls --rates', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  before(async () => {
    world = new ByHand();
    await world.run(
      'import threading',
      'server = listen()',
      'client, accepted = connect(server)',
      'idle = connect(server)',
      'def flow():',
      '    while True: client.send(b"x" * 1000); accepted.recv(1000); time.sleep(0.01)',
      'threading.Thread(target=flow, daemon=True).start()',
    );
  });
  after(() => world.stop());

  const json = (...args: string[]) => JSON.parse(sockdiag(['ls', '-t', '--json', ...args]).stdout);

  it('knows what moves a second, sorts by it and groups by it', () => {
    const rows = json('--columns', 'state,sendRate', '--sort', '-send-rate', '--top', '2');
    assert.ok(rows[0].rates.sendRate > 1000, JSON.stringify(rows));
    assert.equal(rows[1].rates.sendRate, 0);
    const [group] = json('--by', 'state', '--columns', 'recv-rate', 'state', 'established');
    assert.ok(group.sum['rates.recvRate'] > 1000, JSON.stringify(group));
  });

  it('is columns behind the others', () => {
    const { stdout } = sockdiag(['ls', '-t', '--rates', 'state', 'established', '--sort', '-recv-rate']);
    assert.match(stdout, /PROCESS +SEND-RATE +RECV-RATE +RETRANS-RATE\n/);
  });

  it('asks an expression with a rate, without a column of it', () => {
    const busy = json('--columns', 'state,recvQ', 'send-rate > 1000 and state = established');
    assert.deepEqual(
      busy.map(({ state }: { state: string }) => state),
      ['ESTABLISHED'],
    );
    assert.deepEqual(json('--rates', 'recv-rate < 0'), []);
    const { stdout } = sockdiag(['ls', '-t', '--explain', 'send-rate > 1k']);
    assert.match(stdout, /^rows: nothing\nrows with owners: nothing\nrows of the second look: send-rate > 1024\n$/m);
  });

  it('has its two looks as far apart as an interval says, and lists again for -c alone', () => {
    assert.equal(json('--interval', '50ms', '--columns', 'sendRate', 'send-rate > 1000').length, 1);
    const [row] = json('--interval', '50ms', '--rates', '--top', '1');
    assert.ok(!('time' in row));
    const script =
      'timeout 60 "$0" "$1" ls -t -c --interval 50ms --ndjson --columns sendRate "send-rate > 1000" | head -n 3';
    const { stdout } = run('bash', ['-c', script, process.execPath, COMMAND]);
    const times = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).time);
    assert.equal(new Set(times).size, 3, stdout);
    const again = sockdiag(['ls', '--rates', '-c', '--interval', '50ms', '--json']);
    assert.deepEqual([again.code, again.stdout], [3, '']);
    assert.equal(sockdiag(['ls', '--interval', '50ms', '--json']).code, 3);
  });

  it('is refused with its place where there is one look', () => {
    for (const args of [
      ['-tan', '--filter', 'state all and send-rate > 1m'],
      ['-tan', '--explain', '--filter', 'state all and send-rate > 1m'],
      ['-tan', '--json', '--filter', 'state all and send-rate > 1m'],
      ['events', '--filter', 'state all and send-rate > 1m'],
    ]) {
      const { code, stdout, stderr } = sockdiag(args);
      assert.deepEqual([code, stdout], [3, ''], args.join(' '));
      assert.match(stderr, /^sockdiag: filter, character 15: 'send-rate' needs two looks[^\n]+\n[^\n]+\n {14}\^\n$/);
    }
  });
});
