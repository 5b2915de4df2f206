import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeTcpInfo, differsInActivity, tcpInfoWord } from '../../../src/sockets/table/tcp-info.ts';
import { madeTable, tcpInfo } from '../../support/made-table.ts';

describe('one word of tcp_info', () => {
  const info = tcpInfo({ rtt: 4_000_000_000, segsOut: 7, lastDataSent: 1, bytesAcked: 9 });

  it('is the one that the whole struct has', () => {
    const { tcpInfo: column } = madeTable([{}, { tcpInfo: tcpInfo({ rtt: 5 }) }, { tcpInfo: info }], { tcpInfo: true });
    const whole = decodeTcpInfo(info);
    for (const name of ['rtt', 'segsOut', 'lastDataSent', 'lastDataRecv'] as const) {
      assert.equal(tcpInfoWord(column, 2, name), whole?.[name]);
    }
    assert.equal(tcpInfoWord(column, 1, 'rtt'), 5);
  });

  it('is 0 where the kernel sent none, or too few bytes for it', () => {
    const short = { tcpInfo: info.subarray(0, 71) };
    const { tcpInfo: column } = madeTable([{}, short, { tcpInfo: info.subarray(0, 72) }], { tcpInfo: true });
    assert.deepEqual(
      [0, 1, 2].map((row) => tcpInfoWord(column, row, 'rtt')),
      [0, 0, 4_000_000_000],
    );
    assert.equal(tcpInfoWord(undefined, 0, 'rtt'), 0);
  });
});

describe('activity of a connection', () => {
  it('is bytes either way, segments sent again, round-trip time', () => {
    const before = tcpInfo({});
    for (const name of ['bytesAcked', 'bytesReceived', 'totalRetrans', 'rtt'] as const) {
      for (const value of [1, 0x100, 0x80000000]) {
        assert.equal(differsInActivity(before, tcpInfo({ [name]: value })), true, name);
        assert.equal(differsInActivity(tcpInfo({ [name]: value }), tcpInfo({ [name]: value })), false, name);
      }
    }
    const high = tcpInfo({});
    high[127] = 1;
    assert.equal(differsInActivity(before, high), true, 'the high word of bytesAcked');
  });

  it('is not the time that passes', () => {
    const later = tcpInfo({ lastDataSent: 1, lastDataRecv: 2, lastAckRecv: 3 });
    assert.equal(differsInActivity(tcpInfo({}), later), false);
  });

  it('is another length, and compares what there is of a short one', () => {
    assert.equal(differsInActivity(tcpInfo({}), tcpInfo({}, 240)), true);
    assert.equal(differsInActivity(new Uint8Array(0), new Uint8Array(0)), false);
    assert.equal(differsInActivity(tcpInfo({}, 104), tcpInfo({}, 104)), false);
    assert.equal(differsInActivity(tcpInfo({}, 104), tcpInfo({ totalRetrans: 1 }, 104)), true);
  });
});
