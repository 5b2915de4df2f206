import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { sockdiagOnTerminal } from '../../support/on-terminal.ts';
import { skipUnless } from '../../support/skip.ts';

describe('sockdiag ls and who reads it', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  before(async () => {
    world = new ByHand();
    await world.run(
      'full = socket.socket(); full.bind(("127.0.0.1", 0)); full.listen(2)',
      'waiting = [socket.create_connection(full.getsockname()) for i in range(3)]',
    );
  });
  after(() => world.stop());

  it('has no colours in a pipe, and whichever the option and the environment ask for', () => {
    const coloured = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
      sockdiag(['ls', '-tl', ...args], { NO_COLOR: '', FORCE_COLOR: '', ...env }).stdout.includes('\x1b[');
    assert.equal(coloured([]), false);
    assert.equal(coloured(['--color', 'always']), true);
    assert.equal(coloured(['--color', 'always'], { NO_COLOR: '1' }), true);
    assert.equal(coloured([], { FORCE_COLOR: '1' }), true);
    assert.equal(coloured([], { FORCE_COLOR: '0' }), false);
    assert.equal(coloured([], { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
    assert.equal(coloured(['--color', 'never'], { FORCE_COLOR: '1' }), false);
  });

  it('has the state of a full queue, and its numbers, in red at a terminal', () => {
    const env = { TERM: 'xterm', NO_COLOR: '', FORCE_COLOR: '' };
    const shown = sockdiagOnTerminal(['ls', '-tl4', '--columns', 'state,recv-q'], 'stdout', env, 80);
    assert.ok(shown.includes('\x1b[36mLISTEN\x1b[0m    \x1b[31m3/2\x1b[0m\n'), shown);
    const plain = sockdiagOnTerminal(
      ['ls', '-tl4', '--columns', 'state,recv-q'],
      'stdout',
      { ...env, TERM: 'dumb' },
      80,
    );
    assert.ok(!plain.includes('\x1b'), plain);
  });

  for (const columns of [60, 80, 200]) {
    it(`fits a terminal of ${columns} columns, and cuts nothing with -W`, () => {
      const shown = sockdiagOnTerminal(['ls', '--color', 'never'], 'stdout', {}, columns);
      const lines = Buffer.from(shown, 'latin1').toString('utf8').trimEnd().split('\n');
      assert.ok(Math.max(...lines.map((line) => line.length)) <= columns, shown);
      const whole = sockdiag(['ls', '-W']).stdout;
      assert.equal(sockdiagOnTerminal(['ls', '-W', '--color', 'never'], 'stdout', {}, columns), whole);
      const widest = Math.max(...whole.split('\n').map((line) => line.length));
      assert.equal(shown.includes('\u00e2\u0080\u00a6'), widest > columns, 'an ellipsis');
    });
  }
});
