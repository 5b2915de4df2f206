import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BytesColumn } from '../../../src/sockets/table/bytes-column.ts';
import { randomNumbers } from '../../support/fixtures.ts';

describe('BytesColumn', () => {
  it('gives each row its bytes, an empty one too', () => {
    const column = new BytesColumn(4);
    const source = Buffer.from('abcdef');
    column.set(0, source, 1, 4);
    column.set(1, source, 2, 2);
    column.set(2, source, 0, 6);
    column.set(3, source, 5, 6);
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => Buffer.from(column.at(row)).toString()),
      ['bcd', '', 'abcdef', 'f'],
    );
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((rows) => column.used(rows)),
      [0, 3, 3, 9, 10],
    );
  });

  it('replaces the last row when it is set again, shorter or longer', () => {
    const column = new BytesColumn(3);
    column.set(0, Buffer.from('first'), 0, 5);
    for (const text of ['second', '', 'the second', 'x']) {
      column.set(1, Buffer.from(text), 0, text.length);
      assert.equal(Buffer.from(column.at(1)).toString(), text);
    }
    column.set(2, Buffer.from('third'), 0, 5);
    assert.deepEqual(
      [0, 1, 2].map((row) => Buffer.from(column.at(row)).toString()),
      ['first', 'x', 'third'],
    );
  });

  it('agrees with an array of strings however it grows', () => {
    for (const room of [0, 1, 5000]) {
      const random = randomNumbers(5);
      const column = new BytesColumn(2000, room);
      const model = Array.from({ length: 2000 }, (_, row) => String(row).repeat(random(40)));
      for (const [row, text] of model.entries()) column.set(row, Buffer.from(text), 0, text.length);
      assert.deepEqual(
        model.map((_, row) => Buffer.from(column.at(row)).toString()),
        model,
      );
    }
  });

  it('copies a value of any length, and no byte beside it', () => {
    const source = Uint8Array.from({ length: 400 }, (_, i) => i % 251);
    const column = new BytesColumn(300);
    for (let length = 0; length < 300; length++) column.set(length, source, 7, 7 + length);
    for (let length = 0; length < 300; length++) assert.deepEqual(column.at(length), source.subarray(7, 7 + length));
  });

  it('moves values to the front within its own bytes', () => {
    const column = new BytesColumn(40);
    const value = (row: number) => new Uint8Array(10 * row).fill(row);
    for (let row = 0; row < 40; row++) column.set(row, value(row), 0, 10 * row);
    const ends = column.ends.slice();
    for (let row = 1; row < 40; row++) column.set(row - 1, column.bytes, ends[row - 1] as number, ends[row] as number);
    for (let row = 1; row < 40; row++) assert.deepEqual(column.at(row - 1), value(row));
  });
});
