import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRose } from '../../../src/legacy/procfs/rose.ts';
import { checkTextCorruption, checkTextCuts, fixtureText } from '../../support/text-tables.ts';

const TABLE = fixtureText('old_families/proc/net/rose');

describe('parseRose', () => {
  it('reads a circuit', () => {
    assert.deepEqual(parseRose(TABLE)[0], {
      family: 'rose',
      destination: '5080175555',
      destinationCall: 'N0CALL-1',
      source: '2080175520',
      sourceCall: 'GB7ABC-2',
      lci: 1,
      neighbour: 3,
      device: 'rose0',
      state: 'ESTABLISHED',
      vs: 1,
      vr: 2,
      va: 3,
      sendQ: 12,
      recvQ: 34,
      inode: 5678,
    });
  });

  it('reads what is not set yet as null', () => {
    const [, listening, unbound] = parseRose(TABLE);
    const { destination, destinationCall, sourceCall, state } = listening ?? {};
    assert.deepEqual([destination, destinationCall, sourceCall, state], [null, null, null, 'LISTENING']);
    assert.deepEqual([unbound?.source, unbound?.device], [null, null]);
  });

  it('reads the channel as the hexadecimal number it is, the neighbour as a decimal one', () => {
    const { lci, neighbour, state } = parseRose(TABLE)[2] ?? {};
    assert.deepEqual([lci, neighbour, state], [0xa1c, 12, 'UNKNOWN']);
  });

  it('gives null for a line with a field that is missing or not a number', () => {
    const [heading, line = ''] = TABLE.split('\n');
    for (const broken of ['', 'a b', line.replace(' 001 ', ' 00G '), line.replace(' 00003 ', ' 0000A ')]) {
      assert.deepEqual(parseRose(`${heading}\n${broken}\n${line}\n`), [null, parseRose(TABLE)[0]], broken);
    }
  });

  it('cut at any byte keeps the rows of its whole lines', () => checkTextCuts(TABLE, parseRose));
  it('with any byte changed is rows and broken lines', () => checkTextCorruption(TABLE, 2000, parseRose));
});
