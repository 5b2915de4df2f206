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
});
