import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
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
});
