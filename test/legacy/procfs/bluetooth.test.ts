import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseL2cap, parseRfcomm } from '../../../src/legacy/procfs/bluetooth.ts';
import { checkTextCorruption, checkTextCuts, fixtureText } from '../../support/text-tables.ts';

const L2CAP = fixtureText('old_families/sys/kernel/debug/bluetooth/l2cap');
const RFCOMM = fixtureText('old_families/sys/kernel/debug/bluetooth/rfcomm');

describe('parseL2cap', () => {
  const connection = {
    protocol: 'l2cap',
    source: '5c:f3:70:8b:12:34',
    destination: '00:1b:dc:06:a1:b2',
    state: 'CONNECTED',
    psm: 25,
    sourceChannel: 0x41,
    destinationChannel: 0x42,
    incomingMtu: 672,
    outgoingMtu: 1021,
    security: 'MEDIUM',
  };

  it('reads a connection: the source comes first', () => assert.deepEqual(parseL2cap(L2CAP)[1], connection));

  it('reads the form without types of addresses', () => {
    assert.deepEqual(parseL2cap(L2CAP.replaceAll(/ \(\d\)/g, '')), parseL2cap(L2CAP));
  });

  it('reads any address as null, and numbers without a name as UNKNOWN', () => {
    const rows = parseL2cap(L2CAP);
    assert.deepEqual([rows[0]?.source, rows[0]?.destination, rows[0]?.state], [null, null, 'LISTEN']);
    assert.deepEqual([rows[2]?.state, rows[2]?.security], ['DISCONN', 'UNKNOWN']);
    assert.equal(parseL2cap(L2CAP.replace('(0) 4 ', '(0) 10 '))[0]?.state, 'UNKNOWN');
    assert.equal(parseL2cap(L2CAP.replace('(0) 4 ', '(0) 0 '))[0]?.state, 'UNKNOWN');
  });

  it('gives null for a line with a field that is missing or not what it should be', () => {
    const line = L2CAP.split('\n')[1] ?? '';
    for (const broken of ['', line.slice(0, 60), line.replace('5c:', '5g:'), line.replace('0x0041', '0041')]) {
      assert.deepEqual(parseL2cap(`${broken}\n${line}\n`), [null, connection], broken);
    }
  });

  it('cut at any byte keeps the rows of its whole lines', () => checkTextCuts(L2CAP, parseL2cap));
  it('with any byte changed is rows and broken lines', () => checkTextCorruption(L2CAP, 2000, parseL2cap));
});

describe('parseRfcomm', () => {
  it('reads each socket', () => {
    const [source, destination] = ['5c:f3:70:8b:12:34', '00:1b:dc:06:a1:b2'];
    assert.deepEqual(parseRfcomm(RFCOMM), [
      { protocol: 'rfcomm', source: null, destination: null, state: 'LISTEN', channel: 1 },
      { protocol: 'rfcomm', source, destination, state: 'CONNECTED', channel: 12 },
      { protocol: 'rfcomm', source, destination, state: 'UNKNOWN', channel: 0 },
    ]);
  });

  it('gives null for a line with a field that is missing or not what it should be', () => {
    assert.deepEqual(parseRfcomm('a b 1 2\n\n5c:f3:70:8b:12:34 00:1b:dc:06:a1:b2 1\n'), [null, null, null]);
  });

  it('cut at any byte keeps the rows of its whole lines', () => checkTextCuts(RFCOMM, parseRfcomm));
  it('with any byte changed is rows and broken lines', () => checkTextCorruption(RFCOMM, 2000, parseRfcomm));
});
