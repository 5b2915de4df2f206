import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StructField } from '../../../src/sockets/table/struct-fields.ts';
import { decodeTcpInfo, differsInActivity, tcpInfoJSON, tcpInfoWord } from '../../../src/sockets/table/tcp-info.ts';
import { TCP_INFO_FIELDS, type TcpInfoField } from '../../../src/sockets/table/tcp-info-fields.ts';
import { randomNumbers } from '../../support/fixtures.ts';
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

describe('tcpInfoJSON', () => {
  const random = randomNumbers(11);
  const bytes = Uint8Array.from({ length: 280 }, () => random(256));
  bytes.fill(0xff, 112, 120);
  bytes.set([0xff, 0xff, 0xff, 0x7f], 76);

  it('has what decodeTcpInfo() has, as numbers, wherever the struct ends', () => {
    for (let length = 1; length <= bytes.length; length++) {
      const part = bytes.subarray(0, length);
      const expected = Object.entries(decodeTcpInfo(part) ?? {}).map(([name, value]) => {
        const { none }: StructField = TCP_INFO_FIELDS[name as TcpInfoField];
        return [name, value === none ? null : Number(value)];
      });
      assert.deepEqual(tcpInfoJSON(part), Object.fromEntries(expected), `${length}`);
    }
    assert.equal(tcpInfoJSON(new Uint8Array(0)), undefined);
  });

  it('says null for what has no limit', () => {
    const { maxPacingRate, sndSsthresh } = tcpInfoJSON(bytes) ?? {};
    assert.deepEqual([maxPacingRate, sndSsthresh], [null, null]);
  });
});
