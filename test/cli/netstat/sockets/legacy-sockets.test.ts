import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { legacyHeading, legacyRow } from '../../../../src/cli/netstat/sockets/legacy-sockets.ts';
import type { Ax25Socket, IpxSocket } from '../../../../src/legacy/legacy-socket.ts';

const AX25: Ax25Socket = {
  family: 'ax25',
  source: 'N0CALL-1',
  sourceRepeats: false,
  destination: null,
  digipeaters: [],
  device: null,
  state: 'SABM_SENT',
  vs: 1,
  vr: 2000,
  va: 0,
  sendQ: null,
  recvQ: 1_234_567,
  inode: null,
};
const IPX: IpxSocket = {
  family: 'ipx',
  local: { network: '00000010', node: '000000000000', port: 0x451 },
  remote: null,
  sendQ: 0,
  recvQ: 1_234_567,
  state: 'CLOSE',
  uid: 0,
};

describe('legacyHeading', () => {
  it('has the user of IPX alone', () => {
    assert.deepEqual(
      (['ipx', 'rose', 'x25', 'ax25', 'netrom'] as const).filter((family) =>
        (legacyHeading(family, true)[1] ?? '').endsWith(' User'),
      ),
      ['ipx'],
    );
  });
});

describe('legacyRow', () => {
  it('widens a column for what does not fit, and cuts nothing', () => {
    assert.equal(legacyRow(AX25, undefined), '*          N0CALL-1   ???     SABM SENT    2000/001  0       1234567');
    const device = 'an-interface-15';
    assert.ok(legacyRow({ ...AX25, device }, undefined).includes(`  ${device}  SABM SENT`));
  });

  it('has no node of zeros, no address of network 0, and the user where asked for', () => {
    assert.equal(legacyRow(IPX, undefined), `IPX   1234567      0 ${'00000010:0451'.padEnd(26)} ${'-'.padEnd(32)}`);
    const local = { network: '00000000', node: '0000A1B2C3D4', port: 1 };
    assert.equal(legacyRow({ ...IPX, local }, 'root').slice(21), `${':0001'.padEnd(26)} ${'-'.padEnd(32)} root      `);
  });
});
