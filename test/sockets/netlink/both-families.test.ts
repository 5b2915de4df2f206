import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagRequest } from '../../../src/sockets/netlink/diag-request.ts';
import { AF_INET, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';
import { sentRequests } from '../../support/sent-requests.ts';

describe('the request for both IP versions of TCP', () => {
  const request = { family: AF_INET, protocol: PROTOCOL_NUMBERS.tcp, states: 0x402, tcpInfo: true, both: true };

  it('is the old one, with its states behind the id', () => {
    const [sent, ...more] = sentRequests(diagRequest(request));
    assert.deepEqual(more, []);
    assert.equal(sent?.type, 18);
    assert.equal(sent.payload.length, 60);
    assert.equal(new Uint32Array(sent.payload.slice().buffer)[13], 0x402);
    assert.deepEqual([...sent.payload.subarray(0, 4)], [0, 0, 0, 1 << 1]);
  });

  it('has the same program behind it as the request for one', () => {
    const ports = { local: new Set([443]) };
    const [both] = sentRequests(diagRequest({ ...request, ports }));
    const [one] = sentRequests(diagRequest({ ...request, ports, both: false }));
    assert.deepEqual(both?.payload.subarray(60), one?.payload.subarray(56));
  });
});
