import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ANY, LineCursor, U8, U32 } from '../../../src/kernel/procfs/line-cursor.ts';

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

  const MOST = { 8: U8, 16: 0xffff, 32: U32 };
  const WIDE = ['2147483648', '4294967295', '4294967296', '4294967297', '9223372036854775808', '18446744073709551616'];
  const HUGE = [...WIDE, '1'.repeat(30), '9'.repeat(400)];

  for (const [bits, most] of Object.entries(MOST)) {
    it(`makes no other number of one that does not fit ${bits} bits: it is 0, marked, and the line is good`, () => {
      for (const text of ['0', '1', '255', '256', '65535', '65536', '-1', '-4294967295', ...HUGE]) {
        const value = BigInt(text);
        const fits = value >= 0n && value <= BigInt(most);
        const hex = value < 0n ? `-${(-value).toString(16)}` : value.toString(16).toUpperCase();
        for (const [read, printed] of [
          ['decimal', text],
          ['hex', hex],
        ] as const) {
          const cursor = at(`${printed} 7`);
          const label = `${read} ${printed}`;
          assert.equal(cursor[read](most, 4), fits ? Number(value) : 0, label);
          assert.deepEqual([cursor.misfits, cursor.ok], [fits ? 0 : 4, true], label);
          assert.equal(cursor[read](most, 8), 7, `${label}: what follows is read`);
        }
      }
    });
  }

  it('marks a signed or unsigned word that 32 bits do not hold', () => {
    for (const text of ['4294967296', '-2147483649', '-9999999999', '1'.repeat(30)]) {
      const cursor = at(text);
      assert.deepEqual([cursor.decimalWord(2), cursor.misfits, cursor.ok], [0, 2, true], text);
    }
  });

  it('takes zeros before a number for no part of it', () => {
    assert.equal(at('0000000000FFFFFFFF').hex(), 0xffffffff);
    assert.equal(at(`${'0'.repeat(40)}7`).decimal(), 7);
  });

  it('marks a number that is not there too, and all that are marked stay so to the end of the line', () => {
    const cursor = at('300 x\n5');
    cursor.decimal(U8, 1);
    cursor.decimal(U8, 2);
    cursor.hex(U8, 4);
    assert.deepEqual([cursor.misfits, cursor.ok], [7, false]);
    cursor.line(6);
    assert.deepEqual([cursor.decimal(), cursor.misfits, cursor.ok], [5, 0, true]);
  });

  const COLUMNS = ['decimalColumn', 'wordColumn', 'hexColumn'] as const;

  it('takes a column that goes on behind its digits for no number, and passes over all of it', () => {
    for (const text of ['1x', '1.5', '1,2', '1-', '1-5', '1+5', '1\0', '1:', '0x1', '1 7', '-1x', '9x', '1\xa0']) {
      for (const read of COLUMNS) {
        const cursor = at(`${text} 7\tx`);
        const whole = text.includes(' ');
        assert.equal(cursor[read](), whole ? 1 : 0, `${read} ${text}`);
        if (!whole)
          assert.deepEqual([cursor.misfits !== 0, cursor.torn, cursor.ok], [true, true, true], `${read} ${text}`);
        assert.equal(cursor[read](), 7, `${read} ${text}: what follows is read`);
      }
    }
  });

  it('ends a column at a blank, a tab and the end of the line alone', () => {
    for (const text of ['12', '12 ', '12\t', '12\n', '12\n3']) {
      for (const read of COLUMNS) {
        const cursor = at(text);
        assert.equal(cursor[read](), read === 'hexColumn' ? 0x12 : 12, text);
        assert.deepEqual([cursor.misfits, cursor.torn], [0, false], text);
      }
    }
  });

  it('passes over a number of any size that nobody keeps', () => {
    const cursor = at(`${'1'.repeat(400)}: -5 7`);
    cursor.decimal(ANY, 0);
    cursor.expect(0x3a);
    cursor.decimal(ANY, 0);
    assert.deepEqual([cursor.decimal(), cursor.misfits, cursor.ok], [7, 0, true]);
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

  it('takes neither a plus nor a letter beyond F for a digit, and a minus only with a number behind it', () => {
    for (const text of ['-', '- 1', '-g', '--1', '+1', 'g', 'G', '@', '`', '/', ':']) {
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
