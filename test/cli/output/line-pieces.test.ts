import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linePieces } from '../../../src/cli/output/output.ts';

const pieces = (text: string, most: number) =>
  [...linePieces(Buffer.from(text), most)].map((piece) => Buffer.from(piece).toString());

describe('linePieces', () => {
  it('cuts at the ends of lines, as late as there is room', () => {
    assert.deepEqual(pieces('ab\ncd\nef\n', 6), ['ab\ncd\n', 'ef\n']);
    assert.deepEqual(pieces('ab\ncd\nef\n', 5), ['ab\n', 'cd\n', 'ef\n']);
    assert.deepEqual(pieces('ab\ncd\nef\n', 100), ['ab\ncd\nef\n']);
    assert.deepEqual(pieces('', 4), []);
  });

  it('cuts a line that is longer, and then goes on by lines', () =>
    assert.deepEqual(pieces('abcdefghij\nk\n', 4), ['abcd', 'efgh', 'ij\n', 'k\n']));

  it('keeps what has no newline at its end', () => assert.deepEqual(pieces('ab\ncd', 4), ['ab\n', 'cd']));

  it('loses nothing and makes no piece too long, whatever the text', () => {
    const text = Array.from({ length: 50 }, (_, i) => 'x'.repeat((i * 7) % 23)).join('\n');
    for (let most = 1; most < 60; most++) {
      const all = pieces(text, most);
      assert.equal(all.join(''), text);
      assert.ok(all.every((piece) => piece.length > 0 && piece.length <= most));
    }
  });
});
