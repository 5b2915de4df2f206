import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineCursor } from '../../../src/kernel/procfs/line-cursor.ts';

function at(text: string): LineCursor {
  const cursor = new LineCursor(Buffer.from(text, 'latin1'));
  assert.equal(cursor.line(0), true);
  return cursor;
}

describe('LineCursor', () => {
  it('goes from line to line, the last with or without its newline', () => {
    for (const text of ['1\n\n22', '1\n\n22\n']) {
      const cursor = new LineCursor(Buffer.from(text));
      const lines: [number, number][] = [];
      for (let start = 0; cursor.line(start); start = cursor.end + 1) lines.push([cursor.at, cursor.end]);
      assert.deepEqual(lines, [
        [0, 1],
        [2, 2],
        [3, 5],
      ]);
    }
    assert.equal(new LineCursor(new Uint8Array(0)).line(0), false);
  });

  it('reads numbers behind blanks and tabs, and stops at what is no digit', () => {
    const cursor = at('  \t 4294967295:00fFx');
    assert.equal(cursor.decimal(), 4294967295);
    cursor.expect(0x3a);
    assert.equal(cursor.hex(), 0xff);
    assert.equal(cursor.ok, true);
    assert.equal(cursor.at, 19);
  });

  it('reads a hexadecimal word as an unsigned number', () => {
    assert.equal(at('FEFFFF8F').hexWord(), 0xfeffff8f);
    assert.equal(at('ffffffff').hex(), 0xffffffff);
  });

  it('reads a decimal word as an unsigned number, be it printed with a sign', () => {
    const words = [at('4294967295'), at('\t-1'), at('-2147483648'), at('0')].map((cursor) => [
      cursor.decimalWord(),
      cursor.ok,
    ]);
    assert.deepEqual(words, [
      [4294967295, true],
      [4294967295, true],
      [2147483648, true],
      [0, true],
    ]);
    for (const text of [' ', '-', 'x', '-x', ' \n-5']) {
      const cursor = at(text);
      cursor.decimalWord();
      assert.equal(cursor.ok, false, text);
    }
  });

  it('keeps the last eight digits of a longer hexadecimal number', () => {
    assert.equal(at('123456789abcdef0').hex(), 0x9abcdef0);
  });

  it('reads no more hexadecimal digits than it is told', () => {
    const cursor = at('0123456789');
    assert.equal(cursor.hexWord(), 0x01234567);
    assert.equal(cursor.hexDigits(1), 8);
    assert.equal(cursor.hexDigits(4), 9);
    assert.equal(cursor.ok, true);
  });

  it('never reads into the next line', () => {
    for (const read of ['decimal', 'decimalWord', 'hex', 'hexWord'] as const) {
      const cursor = at(' \n5');
      cursor[read]();
      assert.equal(cursor.ok, false, read);
    }
    const cursor = at('12\n34');
    assert.equal(cursor.decimal(), 12);
    cursor.expect(0x0a);
    assert.equal(cursor.ok, false, 'a newline is not a byte of the line');
  });

  it('takes neither a sign nor a letter beyond F for a digit', () => {
    for (const text of ['-1', '+1', 'g', 'G', '@', '`', '/', ':']) {
      const decimal = at(text);
      decimal.decimal();
      const hex = at(text);
      hex.hex();
      assert.deepEqual([decimal.ok, hex.ok], [false, false], text);
    }
  });

  it('stays bad to the end of the line, and is good again on the next', () => {
    const cursor = at('x 7\n8');
    cursor.decimal();
    cursor.expect(0x78);
    assert.equal(cursor.decimal(), 7);
    assert.equal(cursor.ok, false);
    cursor.line(4);
    assert.deepEqual([cursor.decimal(), cursor.ok], [8, true]);
  });
});
