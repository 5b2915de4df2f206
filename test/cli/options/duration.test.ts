import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXIT_USAGE, Exit } from '../../../src/cli/exit.ts';
import { secondsOf } from '../../../src/cli/options/duration.ts';

describe('secondsOf', () => {
  for (const [text, seconds] of [
    ['10', 10],
    ['10s', 10],
    ['500ms', 0.5],
    ['5m', 300],
    ['1h', 3600],
    ['1.5h', 5400],
    ['.5s', 0.5],
    ['0.25', 0.25],
    ['1e3', 1000],
    ['2147483', 2_147_483],
  ] as const) {
    it(`takes ${text} for ${seconds} seconds`, () => assert.equal(secondsOf('--for', text), seconds));
  }

  for (const text of [
    '',
    ' ',
    '0',
    '0ms',
    '-1',
    '-1s',
    '1d',
    '10 s',
    's',
    'ms',
    '1hh',
    '1h30m',
    '597h',
    'NaN',
    'Infinity',
  ]) {
    it(`refuses '${text}', with what it wants`, () =>
      assert.throws(
        () => secondsOf('--for', text),
        (error) =>
          error instanceof Exit &&
          error.code === EXIT_USAGE &&
          error.message.startsWith('sockdiag: --for wants a number of seconds above 0') &&
          error.message.endsWith(`not '${text}'`),
      ));
  }
});
