import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseNetDev } from '../../../src/interfaces/procfs/net-dev.ts';
import { fixture } from '../../support/fixtures.ts';

const HEADING = 'Inter-|\n face |\n';
const NUMBERS = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16';
const parse = (...lines: string[]) => parseNetDev(Buffer.from(HEADING + lines.map((line) => `${line}\n`).join('')));
const names = ({ rows }: ReturnType<typeof parseNetDev>) => rows.map(({ name }) => name);

describe('/proc/net/dev', () => {
  it('gives each counter its name, sums as such, and null for what is only in a sum', () => {
    assert.deepEqual(parse(`  eth0: ${NUMBERS}`), {
      malformed: 0,
      incomplete: 0,
      rows: [
        {
          name: 'eth0',
          statistics: {
            rxBytes: 1n,
            rxPackets: 2n,
            rxErrors: 3n,
            rxDroppedAll: 4n,
            rxFifoErrors: 5n,
            rxFrameErrorsAll: 6n,
            rxCompressed: 7n,
            multicast: 8n,
            txBytes: 9n,
            txPackets: 10n,
            txErrors: 11n,
            txDropped: 12n,
            txFifoErrors: 13n,
            collisions: 14n,
            txCarrierErrorsAll: 15n,
            txCompressed: 16n,
            rxDropped: null,
            rxLengthErrors: null,
            rxOverErrors: null,
            rxCrcErrors: null,
            rxFrameErrors: null,
            rxMissedErrors: null,
            txAbortedErrors: null,
            txCarrierErrors: null,
            txHeartbeatErrors: null,
            txWindowErrors: null,
            rxNoHandler: null,
            rxOtherHostDropped: null,
          },
        },
      ],
    });
  });

  it('has a name up to the last colon before the numbers, with blanks behind it or none', () => {
    for (const name of ['team0:1', 'a:', ':', 'a:b:c', '1:2', '\u00e4:1', '\ufeffx']) {
      for (const blanks of ['', ' ', '      ']) {
        const { rows, malformed } = parse(`  ${name}:${blanks}${NUMBERS}`);
        assert.deepEqual([rows[0]?.name, rows[0]?.statistics.rxBytes, malformed], [name, 1n, 0], `${name}:${blanks}`);
      }
    }
    const recorded = parseNetDev(fixture('broken/dev_colon'));
    assert.deepEqual([names(recorded), recorded.malformed], [['team0:1'], 0]);
  });

  it('keeps all 64 bits', () => {
    const { rows, malformed } = parseNetDev(fixture('proc/net/dev'));
    assert.equal(malformed, 0);
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['lo', 'eth0', 'eth1', 'br0', 'tun0', 'name-of-fifteen'],
    );
    assert.equal(rows[1]?.statistics.rxBytes, 2n ** 64n - 1n);
    assert.equal(rows[1]?.statistics.rxPackets, 9_007_199_254_740_993n);
  });

  it('has no value for a counter of more than 64 bits, and the others of its row', () => {
    const numbers = NUMBERS.split(' ');
    for (const wide of ['18446744073709551616', '9'.repeat(400)]) {
      for (let at = 0; at < numbers.length; at++) {
        const { rows, malformed, incomplete } = parse(`eth0: ${numbers.with(at, wide).join(' ')}`);
        const { rows: whole } = parse(`eth0: ${NUMBERS}`);
        const known = Object.entries(whole[0]?.statistics ?? {}).filter(([, value]) => value !== BigInt(at + 1));
        const unknown = Object.entries(whole[0]?.statistics ?? {}).filter(([, value]) => value === BigInt(at + 1));
        assert.deepEqual([malformed, incomplete], [0, 1]);
        assert.deepEqual(rows[0]?.statistics, Object.fromEntries([...known, ...unknown.map(([name]) => [name, null])]));
      }
    }
    assert.deepEqual(parse(`eth0: ${'0'.repeat(30)}7 ${NUMBERS}`).rows[0]?.statistics.rxBytes, 7n);
  });

  it('has names with anything but blanks and colons, right before the numbers or not', () => {
    const odd = ['a', 'eth0.5', 'h\u00e9t\u00e9', 'a|b', '0', 'x\u001b[31m', 'name-of-fifteen'];
    assert.deepEqual(names(parse(...odd.map((name) => `${name}: ${NUMBERS}`))), odd);
    assert.deepEqual(names(parse(`  eth0:${NUMBERS}`)), ['eth0']);
  });

  it('may have more columns, which are left out', () => {
    assert.deepEqual(parse(`eth0: ${NUMBERS} 17`), parse(`eth0: ${NUMBERS}`));
  });

  it('has no interface where it has nothing but its heading, or not even that', () => {
    for (const bytes of [fixture('broken/dev_heading_only'), new Uint8Array()]) {
      assert.deepEqual(parseNetDev(bytes), { rows: [], malformed: 0, incomplete: 0 });
    }
  });

  it('is read up to where it was cut, and the line that was cut is counted when it lacks a number', () => {
    const parsed = parseNetDev(fixture('broken/dev_truncated_line'));
    assert.deepEqual(names(parsed), ['lo', 'eth0', 'eth1', 'br0', 'tun0']);
    assert.deepEqual([parsed.malformed, parsed.incomplete], [0, 1]);
    assert.ok(Object.values(parsed.rows.at(-1)?.statistics ?? {}).includes(null));
  });

  it('has no value for a counter that may be cut short, nor for those that would be behind it, and none for one below 0', () => {
    const cut = (text: string) => parseNetDev(Buffer.from(`\n\n${text}`));
    const { rows, incomplete } = cut(`eth0: ${NUMBERS}`);
    assert.deepEqual(
      [incomplete, rows[0]?.statistics.txCarrierErrorsAll, rows[0]?.statistics.txCompressed],
      [1, 15n, null],
    );
    assert.equal(cut(`eth0: ${NUMBERS} `).incomplete, 0);
    assert.deepEqual(cut('eth0: 1 2 3').rows[0]?.statistics.rxPackets, 2n);
    assert.deepEqual(cut('eth0: 1 2 3').rows[0]?.statistics.rxErrors, null);
    // The rest of a name that has a colon looks so.
    for (const text of ['eth0:', 'eth0:1', 'eth0: 1', 'eth0'])
      assert.deepEqual([cut(text).rows, cut(text).malformed], [[], 1]);
    const negative = parse(`eth0: ${NUMBERS.replace('1 ', '-1 ')}`);
    assert.deepEqual([negative.incomplete, negative.rows[0]?.statistics.rxBytes], [1, null]);
  });

  it('never makes up a row, wherever it is cut', () => {
    const whole = fixture('proc/net/dev');
    const all = names(parseNetDev(whole));
    for (let length = 0; length <= whole.length; length++) {
      const { rows, malformed } = parseNetDev(whole.subarray(0, length));
      assert.ok(malformed <= 1);
      assert.deepEqual(
        rows.map(({ name }) => name),
        all.slice(0, rows.length),
      );
    }
  });

  it('has its bad lines counted, and the good ones around them kept', () => {
    const parsed = parseNetDev(fixture('broken/dev_bogus_lines'));
    assert.deepEqual(names(parsed), ['lo', 'br0']);
    assert.equal(parsed.malformed, 5);
  });

  it('has no row of a name that no interface has: it holds a NUL, or has more bytes than a name', () => {
    for (const name of ['e\0th', 'name-of-sixteen-', 'n'.repeat(40)]) {
      const { rows, malformed } = parse(`  ${name}: ${NUMBERS}`, `  eth0: ${NUMBERS}`);
      assert.deepEqual([rows.map(({ name }) => name), malformed], [['eth0'], 1], name);
    }
  });
});
