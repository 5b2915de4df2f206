import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOptions } from '../../../src/cli/command-line/parse.ts';
import { Exit } from '../../../src/cli/exit.ts';

function failure(...args: string[]): Exit {
  try {
    parseOptions(args);
  } catch (error) {
    if (error instanceof Exit) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `${args.join(' ')} is accepted` });
}

describe('the options of events', () => {
  it('knows the word events, as the first one alone, and its options behind it', () => {
    assert.equal(parseOptions(['events']).kind, 'events');
    assert.equal(parseOptions(['-t', 'events']).kind, 'list');
    assert.equal(parseOptions(['event']).kind, 'list');
    assert.equal(parseOptions(['--', 'events']).kind, 'list');
    assert.equal(parseOptions(['events', '-h']).kind, 'help');
    const command = parseOptions(['events', '-tp', '--json', '--all-p', '--for=1.5', '--count', '7', '--record', 'a']);
    assert.ok(command.kind === 'events');
    const { tcp, programs, format, allPresent, seconds, count, record, replay } = command.settings;
    assert.deepEqual(
      { tcp, programs, format, allPresent, seconds, count, record, replay },
      {
        tcp: true,
        programs: true,
        format: 'json',
        allPresent: true,
        seconds: 1.5,
        count: 7,
        record: 'a',
        replay: undefined,
      },
    );
  });

  it('takes the options of events for these alone', () => {
    for (const args of [['--all-present'], ['--for', '1'], ['--count', '1'], ['--record', 'x'], ['--replay', 'x']]) {
      assert.equal(parseOptions(['events', ...args]).kind, 'events');
      for (const before of [[], ['-t'], ['-t', 'events']]) {
        const { code, message } = failure(...before, ...args);
        assert.equal(code, 3);
        // who has one of the same name.
        const words = args[0] === '--json' ? 'one of the words events, who' : 'the word events';
        assert.equal(message, `sockdiag: ${args[0]} wants ${words} first: sockdiag events ${args[0]}`);
      }
    }
  });

  it('takes no time, number or file that is none', () => {
    for (const [option, ...values] of [
      ['--for', '0', '-1', 'x', '', '1d', 'Infinity'],
      ['--count', '0', '-1', '1.5', 'x', '', '1e3'],
      ['--record', ''],
      ['--replay', ''],
    ]) {
      for (const value of values) {
        const { code, message } = failure('events', `${option}=${value}`);
        assert.equal(code, 3, `${option}=${value}`);
        assert.match(message, new RegExp(`^sockdiag: ${option} wants [^\n]*$`));
      }
    }
  });
});
