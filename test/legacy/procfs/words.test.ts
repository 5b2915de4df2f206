import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLines, withoutHeading } from '../../../src/legacy/procfs/words.ts';

describe('parseLines', () => {
  const numbers = (text: string) => parseLines(text, (words) => [words.decimal(0, 'first'), words.hex(1, 'second')]);

  it('gives a row for each line, whether or not the last one ends', () => {
    assert.deepEqual(numbers('1 a\n-2  0F\n'), [
      [1, 10],
      [-2, 15],
    ]);
    assert.deepEqual(numbers('1 a '), [[1, 10]]);
    assert.deepEqual(numbers(''), []);
  });

  it('gives null for a number with which the file ends, and for what it ends before, and keeps the row', () => {
    assert.deepEqual(numbers('2 b\n1 a'), [
      [2, 11],
      [1, null],
    ]);
    assert.deepEqual(numbers('1 '), [[1, null]]);
    assert.deepEqual(numbers('1'), [[null, null]]);
  });

  it('takes an address with which the file ends for none', () => {
    assert.deepEqual(
      parseLines('a b', (words) => [words.text(1)]),
      [null],
    );
  });

  it('gives null in its place for a line that lacks a word or has one of another kind', () => {
    assert.deepEqual(numbers('1 a\n1\n\nx a\n1 g\n1.5 a\n2 b\n'), [[1, 10], null, null, null, null, null, [2, 11]]);
  });

  it('knows words that stand for nothing, and those that follow', () => {
    const rows = parseLines('* a b c\nd\n', (words) => [words.optional(0, '*', '?'), words.from(2), words.length]);
    assert.deepEqual(rows, [
      [null, ['b', 'c'], 4],
      ['d', [], 1],
    ]);
  });
});

describe('withoutHeading', () => {
  it('leaves out the first line alone', () => {
    assert.equal(withoutHeading('a\nb\nc\n'), 'b\nc\n');
    assert.equal(withoutHeading('a'), '');
    assert.equal(withoutHeading(''), '');
  });
});
