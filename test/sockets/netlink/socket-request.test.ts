import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markerRequest, socketRequest } from '../../../src/sockets/netlink/socket-request.ts';
import { AF_INET6 } from '../../../src/uapi/sockets.ts';
import { madeTable } from '../../support/made-table.ts';
import { concat, u16, u32 } from '../../support/nlmsg.ts';

const REQUEST = 1;
const ACK = 4;

describe('the request for one socket', () => {
  const rows = [
    { local: [10, 0, 0, 1], localPort: 0x1234, remote: [10, 0, 0, 2], remotePort: 443, interface: 3, cookie: 99 },
    { protocol: 'udp', local: [10, 0, 0, 1], localPort: 0x1234, remote: [10, 0, 0, 2], remotePort: 443 },
    {
      family: AF_INET6,
      local: Array.from({ length: 16 }, (_, i) => i),
      remote: Array.from({ length: 16 }, (_, i) => 0xf0 | i),
      localPort: 1,
      remotePort: 0xffff,
    },
  ] as const;
  const table = madeTable(rows);
  // struct nlmsghdr: length, type, flags, sequence, port; struct inet_diag_req_v2: family, protocol, ext, pad, states.
  const beginning = (family: number, protocol: number) =>
    concat(u32(72), u16(20, REQUEST), u32(0x1234567, 0), Uint8Array.of(family, protocol, 0, 0), u32(0xffffffff));
  const padded = (address: readonly number[]) => Uint8Array.from({ length: 16 }, (_, i) => address[i] ?? 0);
  const noCookie = u32(0xffffffff, 0xffffffff);

  it('has the addresses of the row, in network order, any state and any cookie', () => {
    const { local, remote } = rows[0];
    const expected = concat(
      beginning(2, 6),
      Uint8Array.of(0x12, 0x34, 1, 0xbb),
      padded(local),
      padded(remote),
      u32(3),
      noCookie,
    );
    assert.deepEqual(socketRequest(table, 0, 0x1234567), expected);
  });

  it('of UDP has its two ends the other way round', () => {
    const { local, remote } = rows[1];
    const expected = concat(
      beginning(2, 17),
      Uint8Array.of(1, 0xbb, 0x12, 0x34),
      padded(remote),
      padded(local),
      u32(0),
      noCookie,
    );
    assert.deepEqual(socketRequest(table, 1, 0x1234567), expected);
  });

  it('has whole addresses of IPv6', () => {
    const { local, remote } = rows[2];
    const expected = concat(
      beginning(10, 6),
      Uint8Array.of(0, 1, 0xff, 0xff),
      padded(local),
      padded(remote),
      u32(0),
      noCookie,
    );
    assert.deepEqual(socketRequest(table, 2, 0x1234567), expected);
  });
});

describe('the marker', () => {
  it('is a message without a payload that wants to be acknowledged', () => {
    assert.deepEqual(markerRequest(5), concat(u32(16), u16(1, REQUEST | ACK), u32(5, 0)));
  });
});
