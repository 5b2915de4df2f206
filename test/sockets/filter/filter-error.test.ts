import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SockdiagError } from '../../../src/base/errors.ts';
import { FilterError } from '../../../src/sockets/filter/filter-error.ts';
import { parseFilter } from '../../../src/sockets/filter/parse.ts';
import { WRONG_FILTERS } from '../../support/wrong-filters.ts';

function errorOf(text: string, options = {}): FilterError {
  try {
    parseFilter(text, options);
  } catch (error) {
    assert.ok(error instanceof FilterError, `${text}: ${error}`);
    return error;
  }
  throw new assert.AssertionError({ message: `${text} is taken for a filter` });
}

describe('the error of a filter', () => {
  for (const [marked, reason, expected] of WRONG_FILTERS) {
    it(`has its caret where ${marked} has it, and says what is wrong`, () => {
      const position = marked.indexOf('^');
      const text = marked.replace('^', '');
      const error = errorOf(text);
      assert.deepEqual([error.position, error.expected], [position, expected], error.message);
      const hint = expected.length === 0 ? '' : `; did you mean ${expected.map((word) => `'${word}'`).join(' or ')}?`;
      assert.equal(error.message, `filter, character ${position + 1}: ${reason}${hint}`);
      assert.deepEqual(error.caretLines(), [text, `${' '.repeat(position)}^`]);
    });
  }

  it('is a SockdiagError with a code, and one line', () => {
    const error = errorOf('procss = nginx');
    assert.ok(error instanceof SockdiagError);
    assert.deepEqual([error.name, error.code, error.text], ['FilterError', 'ERR_FILTER', 'procss = nginx']);
    for (const [marked] of WRONG_FILTERS) assert.ok(!errorOf(marked.replace('^', '')).message.includes('\n'), marked);
  });

  it('is a TypeError when the filter is no text', () => {
    assert.throws(() => parseFilter(5 as unknown as string), { name: 'TypeError', message: 'filter must be a string' });
  });

  it('shows the part around the place of a long text, with the caret under the place', () => {
    const before = `${'sport = :80 or '.repeat(20)}`;
    const error = errorOf(`${before}procss = nginx${' or sport = :80'.repeat(20)}`);
    const [text, caret] = error.caretLines();
    assert.equal(text.length, 74);
    assert.ok(text.startsWith('…') && text.endsWith('…'));
    assert.equal(text.slice(caret.length - 1, caret.length + 5), 'procss');
  });

  it('shows nothing that a terminal obeys, and keeps the caret under the place', () => {
    const error = errorOf('path = "\x1b[2J\u202e" and\n\tprocss = x\0');
    const [text, caret] = error.caretLines();
    assert.equal(text, 'path = "?[2J?" and  procss = x?');
    assert.equal(text.slice(caret.length - 1, caret.length + 5), 'procss');
  });

  it('quotes no more of a long word than a reader takes in', () => {
    assert.ok(errorOf('x'.repeat(60_000)).message.length < 200);
    assert.ok(errorOf(`sport = ${':'.repeat(60_000)}`).message.length < 300);
  });

  it('says that a text, a glob or a pattern is too long, and that too many brackets are open', () => {
    assert.match(errorOf(' '.repeat(65_537)).message, /at most 65536 characters/);
    assert.match(errorOf(`path = ${'*'.repeat(257)}`).message, /a glob has at most 256 characters/);
    assert.match(errorOf(`process ~ ${'x'.repeat(257)}`).message, /a regular expression has at most 256 characters/);
    const error = errorOf(`${'('.repeat(60_000)}`);
    assert.deepEqual([error.position, /more than 100 brackets are open/.test(error.message)], [100, true]);
  });

  it('refuses regular expressions where they are not allowed', () => {
    for (const text of ['process ~ x', 'process !~ x', 'process =~ x']) {
      assert.match(errorOf(text, { patterns: false }).message, /character 9: regular expressions are not allowed here/);
    }
    assert.ok(parseFilter('process = x*', { patterns: false }));
  });
});
