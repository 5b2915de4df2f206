import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIpx } from '../../../src/legacy/procfs/ipx.ts';
import { checkTextCorruption, checkTextCuts, fixtureText } from '../../support/text-tables.ts';

const TABLE = fixtureText('old_families/proc/net/ipx/socket');

describe('parseIpx', () => {
  it('reads a connection: both ends, the queue to send first, the user', () => {
    assert.deepEqual(parseIpx(TABLE)[1], {
      family: 'ipx',
      local: { network: '00000010', node: null, port: 0x451 },
      remote: { network: '00000020', node: '0000A1B2C3D4', port: 0x452 },
      sendQ: 16,
      recvQ: 255,
      state: 'ESTABLISHED',
      uid: 1000,
    });
  });

  it('reads a socket without a remote end, and its state as the hexadecimal number it is', () => {
    const rows = parseIpx(TABLE);
    assert.deepEqual([rows[0]?.remote, rows[0]?.state], [null, 'CLOSE']);
    assert.deepEqual([rows[2]?.state, rows[2]?.uid], ['UNKNOWN', 65534]);
  });

  it('reads the local node where the kernel lists it', () => {
    const text = TABLE.replace('00000010:0451 ', '00000010:000000000001:0451 ');
    assert.deepEqual(parseIpx(text)[1]?.local, { network: '00000010', node: '000000000001', port: 0x451 });
  });

  it('gives null for a line with a field that is missing or not what it should be', () => {
    const [heading, , line = ''] = TABLE.split('\n');
    for (const broken of [
      '',
      line.slice(0, -4),
      line.replace('00000010:0451', '00000010x0451'),
      line.replace(':0451', ':045x'),
      line.replace(':0452', ''),
      line.replace('00000020:0000A1B2C3D4:0452', 'Not_Cnnected'),
      line.replace('000000FF', '000000FG'),
    ]) {
      assert.deepEqual(parseIpx(`${heading}\n${broken}\n${line}\n`), [null, parseIpx(TABLE)[1]], broken);
    }
  });

  it('cut at any byte keeps the rows of its whole lines', () => checkTextCuts(TABLE, parseIpx));
  it('with any byte changed is rows and broken lines', () => checkTextCorruption(TABLE, 2000, parseIpx));
});
