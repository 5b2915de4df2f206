import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseX25 } from '../../../src/legacy/procfs/x25.ts';
import { checkTextCorruption, checkTextCuts, fixtureText } from '../../support/text-tables.ts';

const TABLE = fixtureText('old_families/proc/net/x25/socket');

describe('parseX25', () => {
  it('reads a circuit, its channel hexadecimal', () => {
    assert.deepEqual(parseX25(TABLE)[0], {
      family: 'x25',
      destination: '2342010001',
      source: '2342010002',
      lci: 10,
      device: 'wan0',
      state: 'ESTABLISHED',
      vs: 1,
      vr: 2,
      va: 3,
      sendQ: 12,
      recvQ: 34,
      inode: 5678,
    });
  });

  it('reads addresses of 15 digits, and those that are not set', () => {
    assert.deepEqual(
      parseX25(TABLE).map((row) => [row?.destination, row?.source, row?.lci, row?.device]),
      [
        ['2342010001', '2342010002', 10, 'wan0'],
        [null, '2342010002', 0, null],
        ['234201000112345', '234201000212345', 0xfff, 'x25tap0'],
        ['2342010003', null, 1, 'wan1'],
      ],
    );
  });

  it('gives null for a line with a field that is missing or not a number', () => {
    const [heading, line = ''] = TABLE.split('\n');
    for (const broken of ['', '2342010001', line.replace(' 00A ', ' x '), line.replace(/ 34 5678$/, '')]) {
      assert.deepEqual(parseX25(`${heading}\n${broken}\n${line}\n`), [null, parseX25(TABLE)[0]], broken);
    }
  });

  it('cut at any byte keeps the rows of its whole lines', () => checkTextCuts(TABLE, parseX25));
  it('with any byte changed is rows and broken lines', () => checkTextCorruption(TABLE, 2000, parseX25));
});
