import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAx25 } from '../../../src/legacy/procfs/ax25.ts';
import { checkTextCorruption, checkTextCuts, fixtureText } from '../../support/text-tables.ts';

const TABLE = fixtureText('old_families/proc/net/ax25');
const OLD_TABLE = fixtureText('old_families/older/ax25');

describe('parseAx25', () => {
  it('reads a link, with its queues and its socket', () => {
    assert.deepEqual(parseAx25(TABLE)[0], {
      family: 'ax25',
      source: 'N0CALL-1',
      sourceRepeats: false,
      destination: 'GB7ABC-2',
      digipeaters: [],
      device: 'ax0',
      state: 'ESTABLISHED',
      vs: 1,
      vr: 2,
      va: 1,
      sendQ: 12,
      recvQ: 34,
      inode: 5678,
    });
  });

  it('reads digipeaters, and that a program holds no socket of the link', () => {
    const { sourceRepeats, destination, digipeaters, sendQ, recvQ, inode } = parseAx25(TABLE)[1] ?? {};
    assert.deepEqual([sourceRepeats, destination, sendQ, recvQ, inode], [true, 'GB7ABC-2', null, null, null]);
    assert.deepEqual(digipeaters, [
      { callsign: 'DIGI1-1', repeated: true },
      { callsign: 'DIGI2-15', repeated: false },
    ]);
  });

  it('reads a socket that listens: neither destination nor device', () => {
    const { destination, device, state } = parseAx25(TABLE)[2] ?? {};
    assert.deepEqual([destination, device, state], [null, null, 'LISTENING']);
  });

  it('reads the older form, which has a heading', () => {
    assert.deepEqual(
      parseAx25(OLD_TABLE).map((row) => [row?.destination, row?.source, row?.device, row?.state, row?.vr, row?.recvQ]),
      [
        ['GB7ABC-2', 'N0CALL-1', 'ax0', 'ESTABLISHED', 2, 34],
        [null, 'N0CALL-1', null, 'LISTENING', 0, null],
      ],
    );
  });

  it('takes no heading of another form for a row', () => {
    assert.deepEqual(parseAx25(`magic dev src_addr dest_addr st vs vr va\n${TABLE}`), parseAx25(TABLE));
    assert.deepEqual(parseAx25(OLD_TABLE.split('\n')[0] ?? ''), []);
  });

  it('gives null for a line with a field that is missing or not a number', () => {
    const [line = ''] = TABLE.split('\n');
    for (const broken of ['', line.slice(0, 30), line.replace(' 3 1 2', ' 3 x 2'), line.replace(/ 34 5678$/, '')]) {
      assert.deepEqual(parseAx25(`${broken}\n${line}\n`), [null, parseAx25(TABLE)[0]], broken);
    }
  });

  it('knows no state beyond recovery', () => {
    assert.equal(parseAx25(TABLE.replace(' 3 1 2 1 ', ' 5 1 2 1 '))[0]?.state, 'UNKNOWN');
  });

  for (const [name, table] of [
    ['its form', TABLE],
    ['the older form', OLD_TABLE],
  ] as const) {
    it(`cut at any byte in ${name} keeps the rows of its whole lines`, () => checkTextCuts(table, parseAx25));
    it(`with any byte changed in ${name} is rows and broken lines`, () => checkTextCorruption(table, 2000, parseAx25));
  }
});
