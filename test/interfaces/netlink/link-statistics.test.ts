import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COUNTERS } from '../../../src/interfaces/interface.ts';
import { LinkStatistics, STATISTICS_LENGTH } from '../../../src/interfaces/netlink/link-statistics.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { u32 } from '../../support/nlmsg.ts';

/** Counters of 64 bits in the order of the kernel's structure, behind `before` bytes of something else. */
const decode = (values: readonly bigint[], before = 4) => {
  const words = values.flatMap((value) => [Number(value & 0xffffffffn), Number(value >> 32n)]);
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  const bytes = u32(...words.map((_, i) => words[little ? i : i ^ 1] as number));
  const statistics = new LinkStatistics();
  statistics.set(ReplyBytes.from(Buffer.concat([Buffer.alloc(before), bytes])), before, before + bytes.length);
  return Object.fromEntries(COUNTERS.map((name) => [name, statistics[name]]));
};
const counted = (length: number) => Array.from({ length }, (_, i) => BigInt(i + 1));

describe('the counters of a link', () => {
  it('have the order of struct rtnl_link_stats64, and the sums of /proc/net/dev', () => {
    assert.deepEqual(decode(counted(25)), {
      rxPackets: 1n,
      txPackets: 2n,
      rxBytes: 3n,
      txBytes: 4n,
      rxErrors: 5n,
      txErrors: 6n,
      rxDropped: 7n,
      txDropped: 8n,
      multicast: 9n,
      collisions: 10n,
      rxLengthErrors: 11n,
      rxOverErrors: 12n,
      rxCrcErrors: 13n,
      rxFrameErrors: 14n,
      rxFifoErrors: 15n,
      rxMissedErrors: 16n,
      txAbortedErrors: 17n,
      txCarrierErrors: 18n,
      txFifoErrors: 19n,
      txHeartbeatErrors: 20n,
      txWindowErrors: 21n,
      rxCompressed: 22n,
      txCompressed: 23n,
      rxNoHandler: 24n,
      rxOtherHostDropped: 25n,
      rxDroppedAll: 7n + 16n,
      rxFrameErrorsAll: 11n + 12n + 13n + 14n,
      txCarrierErrorsAll: 17n + 18n + 20n + 21n,
    });
  });

  it('have all 64 bits, and their sums no more', () => {
    const most = 2n ** 64n - 1n;
    const values = decode(Array.from({ length: 25 }, () => most));
    assert.equal(values.rxBytes, most);
    assert.equal(values.rxDroppedAll, most - 1n);
    assert.equal(values.txCarrierErrorsAll, most - 3n);
  });

  it('are read wherever they lie', () => {
    assert.deepEqual(decode(counted(25), 8), decode(counted(25), 4));
  });

  it('are null where the kernel is older than they are', () => {
    assert.equal(STATISTICS_LENGTH, 184);
    const [oldest, older] = [decode(counted(23)), decode(counted(24))];
    assert.deepEqual([oldest.rxNoHandler, oldest.rxOtherHostDropped], [null, null]);
    assert.deepEqual([older.rxNoHandler, older.rxOtherHostDropped], [24n, null]);
  });

  it('may be followed by counters of a newer kernel', () => {
    assert.deepEqual(decode(counted(30)), decode(counted(25)));
  });
});
