import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rates } from '../../../src/sockets/order/rates.ts';
import { RATE_NAMES, RateColumns } from '../../../src/sockets/table/rates.ts';
import { type MadeRow, madeTable } from '../../support/made-table.ts';

/** Offsets in `struct tcp_info`, `include/uapi/linux/tcp.h`. */
const AT = {
  totalRetrans: 100,
  bytesAcked: 120,
  bytesReceived: 128,
  segsOut: 136,
  segsIn: 140,
  bytesSent: 200,
} as const;
type Counters = Partial<Record<keyof typeof AT, number | bigint>>;

function info(counters: Counters, length = 248): Uint8Array {
  const bytes = Buffer.alloc(length);
  for (const [name, count] of Object.entries(counters)) {
    const at = AT[name as keyof typeof AT];
    if (name.startsWith('bytes')) bytes.writeBigUInt64LE(BigInt(count), at);
    else bytes.writeUInt32LE(Number(count), at);
  }
  return bytes;
}

/** The rates of each row of a look, in the order of RATE_NAMES; null for unknown. */
function look(
  rates: Rates,
  time: number,
  rows: readonly (MadeRow & { slot: number })[],
  from = 0,
): (number | null)[][] {
  const batch = madeTable(rows, { tcpInfo: true });
  const columns = new RateColumns(from + rows.length);
  rates.add(
    batch,
    Uint32Array.from(rows, ({ slot }) => slot),
    time,
    columns,
    from,
  );
  return rows.map((_, row) =>
    RATE_NAMES.map((name) => {
      const rate = columns[name][from + row] as number;
      return Number.isNaN(rate) ? null : rate;
    }),
  );
}

const NONE = [null, null, null, null, null];
const BUSY = { bytesSent: 1000, bytesReceived: 50, segsOut: 7, segsIn: 8, totalRetrans: 1 };
const LATER = { bytesSent: 5000, bytesReceived: 50, segsOut: 17, segsIn: 28, totalRetrans: 4 };

describe('rates', () => {
  it('are what moved, by the seconds between two looks; of the first there are none', () => {
    const rates = new Rates();
    assert.deepEqual(look(rates, 1000, [{ slot: 3, cookie: 9, tcpInfo: info(BUSY) }]), [NONE]);
    assert.deepEqual(look(rates, 3000, [{ slot: 3, cookie: 9, tcpInfo: info(LATER) }], 2), [[2000, 0, 5, 10, 1.5]]);
    assert.deepEqual(look(rates, 3500, [{ slot: 3, cookie: 9, tcpInfo: info(LATER) }]), [[0, 0, 0, 0, 0]]);
  });

  it('are those since the look that saw the socket last', () => {
    const rates = new Rates();
    look(rates, 1000, [{ slot: 0, cookie: 1, tcpInfo: info(BUSY) }]);
    look(rates, 2000, [{ slot: 1, cookie: 2, tcpInfo: info(BUSY) }]);
    const rows = [0, 1].map((slot) => ({ slot, cookie: slot + 1, tcpInfo: info(LATER) }));
    assert.deepEqual(
      look(rates, 3000, rows).map(([sent]) => sent),
      [2000, 4000],
    );
  });

  it('are unknown of another socket in the same slot, whichever word of its cookie differs', () => {
    const rates = new Rates();
    const rows = (...cookies: number[]) => cookies.map((cookie, slot) => ({ slot, cookie, tcpInfo: info(LATER) }));
    look(rates, 1000, rows(1, 2 ** 32 + 1, 5));
    assert.deepEqual(
      look(rates, 2000, rows(2, 2 ** 33 + 1, 5)).map(([sent]) => sent),
      [null, null, 0],
    );
  });

  it('are unknown of a counter that went back, and of that alone', () => {
    const rates = new Rates();
    look(rates, 1000, [{ slot: 0, cookie: 1, tcpInfo: info(LATER) }]);
    const back = info({ ...LATER, bytesSent: 10 });
    assert.deepEqual(look(rates, 2000, [{ slot: 0, cookie: 1, tcpInfo: back }]), [[null, 0, 0, 0, 0]]);
    assert.deepEqual(look(rates, 3000, [{ slot: 0, cookie: 1, tcpInfo: info(LATER) }]), [[4990, 0, 0, 0, 0]]);
  });

  it('are unknown without tcp_info, without a cookie, and where no time has passed', () => {
    const rates = new Rates();
    const rows = [
      { slot: 0, cookie: 1 },
      { slot: 1, tcpInfo: info(BUSY) },
      { slot: 2, cookie: 3, tcpInfo: info(BUSY) },
    ];
    look(rates, 1000, rows);
    assert.deepEqual(look(rates, 1000, rows), [NONE, NONE, NONE]);
    assert.deepEqual(
      look(rates, 2000, rows).map(([sent]) => sent),
      [null, null, 0],
    );
  });

  it('of bytes sent are those of bytes acknowledged where the kernel is older', () => {
    const rates = new Rates();
    const older = (bytesAcked: number) => info({ bytesAcked, segsOut: 1 }, 200);
    look(rates, 1000, [{ slot: 0, cookie: 1, tcpInfo: older(10) }]);
    assert.deepEqual(look(rates, 2000, [{ slot: 0, cookie: 1, tcpInfo: older(30) }]), [[20, 0, 0, 0, 0]]);
  });

  it('hold for slots of any number', () => {
    const rates = new Rates();
    const rows = Array.from({ length: 3000 }, (_, at) => ({
      slot: (at * 7) % 3000,
      cookie: at + 1,
      tcpInfo: info(BUSY),
    }));
    look(rates, 0, rows.slice(0, 10));
    look(rates, 1000, rows);
    const last = look(
      rates,
      2000,
      rows.map((row) => ({ ...row, tcpInfo: info(LATER) })),
    );
    assert.ok(last.every(([sent]) => sent === 4000));
  });
});
