import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeTimer } from '../../../../src/cli/netstat/sockets/option-columns.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';
import { newReport } from '../../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../../src/sockets/table/socket-table.ts';

interface Timer {
  timer: number;
  expires?: number;
  retransmits?: number;
  probes?: number;
}

function text(protocol: string, { timer, expires = 0, retransmits = 0, probes = 0 }: Timer): string {
  const table = new SocketTable(2, newReport());
  table.length = 2;
  table.timer[1] = timer;
  table.expires[1] = expires;
  table.retransmits[1] = retransmits;
  table.probes[1] = probes;
  let written = '';
  const out = new LineWriter((bytes) => {
    written += Buffer.from(bytes).toString('latin1');
  });
  writeTimer(out, table, 1, protocol);
  out.flush();
  return written;
}

describe('writeTimer', () => {
  for (const [timer, tcp, udp, raw] of [
    [0, 'off (0.00/3/2)', 'off (0.00/0/2)', 'off (0.00/3/2)'],
    [1, 'on (1.25/3/2)', 'on1 (1.25/0/2)', 'on1 (1.25/3/2)'],
    [2, 'keepalive (1.25/3/2)', 'on2 (1.25/0/2)', 'on2 (1.25/3/2)'],
    [3, 'timewait (1.25/3/2)', 'unkn-3 (1.25/0/2)', 'unkn-3 (1.25/3/2)'],
    [4, 'probe (1.25/3/2)', 'unkn-4 (1.25/0/2)', 'unkn-4 (1.25/3/2)'],
    [9, 'unkn-9 (1.25/3/2)', 'unkn-9 (1.25/0/2)', 'unkn-9 (1.25/3/2)'],
    [255, 'unkn-255 (1.25/3/2)', 'unkn-255 (1.25/0/2)', 'unkn-255 (1.25/3/2)'],
  ] as const) {
    it(`names timer ${timer} of each protocol`, () => {
      const values = { timer, expires: 1250, retransmits: 3, probes: 2 };
      assert.equal(text('tcp', values), ` ${tcp}`);
      assert.equal(text('udp', values), ` ${udp}`);
      assert.equal(text('udplite', values), ` ${udp}`);
      assert.equal(text('raw', values), ` ${raw}`);
    });
  }

  for (const [expires, shown] of [
    [0, '0.00'],
    [9, '0.00'],
    [10, '0.01'],
    [99, '0.09'],
    [100, '0.10'],
    [999, '0.99'],
    [1000, '1.00'],
    [1050, '1.05'],
    [7_180_629, '7180.62'],
    [0xffffffff, '4294967.29'],
  ] as const) {
    it(`writes ${expires} ms as ${shown}`, () => {
      assert.equal(text('tcp', { timer: 1, expires }), ` on (${shown}/0/0)`);
    });
  }

  it('writes counts of three digits', () => {
    assert.equal(text('tcp', { timer: 1, retransmits: 255, probes: 255 }), ' on (0.00/255/255)');
  });

  it('leaves an SCTP association without a text', () => assert.equal(text('sctp', { timer: 1 }), ' '));
});
