import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseNetRom } from '../../../src/legacy/procfs/net-rom.ts';
import { checkTextCorruption, checkTextCuts, fixtureText } from '../../support/text-tables.ts';

const TABLE = fixtureText('old_families/proc/net/nr');

describe('parseNetRom', () => {
  it('reads a circuit', () => {
    assert.deepEqual(parseNetRom(TABLE)[0], {
      family: 'netrom',
      user: 'N0CALL-1',
      destination: 'GB7ABC-2',
      source: 'N0CALL-3',
      device: 'nr0',
      state: 'ESTABLISHED',
      vs: 1,
      vr: 2,
      va: 3,
      sendQ: 12,
      recvQ: 34,
      inode: 5678,
    });
  });

  it('reads a socket that listens, and each state', () => {
    const rows = parseNetRom(TABLE);
    assert.deepEqual([rows[1]?.user, rows[1]?.destination, rows[1]?.device], [null, null, null]);
    assert.deepEqual(
      rows.map((row) => row?.state),
      ['ESTABLISHED', 'LISTENING', 'CONN_SENT', 'DISC_SENT'],
    );
    assert.equal(parseNetRom(TABLE.replace('1C/FF  3', '1C/FF  4'))[0]?.state, 'UNKNOWN');
  });

  it('gives null for a line with a field that is missing or not a number', () => {
    const [heading, line = ''] = TABLE.split('\n');
    for (const broken of ['', 'N0CALL-1', line.replace('  3   1', '  x   1'), line.replace('34 5678', '* *')]) {
      assert.deepEqual(parseNetRom(`${heading}\n${broken}\n${line}\n`), [null, parseNetRom(TABLE)[0]], broken);
    }
  });

  it('cut at any byte keeps the rows of its whole lines', () => checkTextCuts(TABLE, parseNetRom));
  it('with any byte changed is rows and broken lines', () => checkTextCorruption(TABLE, 2000, parseNetRom));
});
