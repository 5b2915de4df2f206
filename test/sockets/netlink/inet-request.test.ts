import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inetDiagRequest } from '../../../src/sockets/netlink/inet-request.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';
import { u32 } from '../../support/nlmsg.ts';

const { udp, mptcp } = PROTOCOL_NUMBERS;

describe('the request for IP sockets', () => {
  it('asks for one family, one protocol and the states wanted, of whatever cookie', () => {
    const bytes = inetDiagRequest({ family: AF_INET6, protocol: udp, states: 0x480 });
    assert.equal(bytes.length, 16 + 56);
    assert.deepEqual([...bytes.subarray(16, 24)], [AF_INET6, udp, 0, 0, ...u32(0x480)]);
    assert.deepEqual([...bytes.subarray(24, 64)], new Array(40).fill(0));
    assert.deepEqual([...bytes.subarray(64)], new Array(8).fill(0xff));
  });

  it('names a protocol of more than 8 bits in an attribute, and none that an older kernel would list instead', () => {
    const bytes = inetDiagRequest({ family: AF_INET, protocol: mptcp, states: 1 });
    assert.equal(bytes.length, 16 + 56 + 8);
    assert.deepEqual([...bytes.subarray(16, 18)], [AF_INET, 0]);
    assert.deepEqual([...bytes.subarray(72)], [8, 0, 3, 0, ...u32(mptcp)]);
  });

  it('asks for tcp_info and memory by the bit of their attribute, and only when they are wanted', () => {
    const extensions = (groups: object) => inetDiagRequest({ family: 2, protocol: 6, states: 1, ...groups })[18];
    assert.equal(extensions({}), 0);
    assert.equal(extensions({ tcpInfo: true }), 0x02);
    assert.equal(extensions({ memory: true }), 0x40);
    assert.equal(extensions({ tcpInfo: true, memory: true }), 0x42);
  });
});
