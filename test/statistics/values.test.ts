import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { statistics } from '../../src/index.ts';

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-values-'));
  mkdirSync(join(root, 'net/sctp'), { recursive: true });
});
after(() => rmSync(root, { recursive: true }));

/** A counter with that value in each file, and one behind it. */
async function counters(value: string) {
  writeFileSync(join(root, 'net/snmp'), `Tcp: A B\nTcp: ${value} 7\n`);
  writeFileSync(join(root, 'net/netstat'), `TcpExt: A B\nTcpExt: ${value} 7\n`);
  writeFileSync(join(root, 'net/snmp6'), `Ip6A ${value}\nIp6B 7\n`);
  writeFileSync(join(root, 'net/sctp/snmp'), `SctpA ${value}\nSctpB 7\n`);
  return statistics({ procRoot: root });
}

const NAMES = [
  ['Tcp', ''],
  ['TcpExt', ''],
  ['Ip6', 'Ip6'],
  ['Sctp', 'Sctp'],
] as const;

describe('a counter', () => {
  for (const value of ['0', '-1', '4294967296', '18446744073709551615', '-9223372036854775808', `${'0'.repeat(30)}5`]) {
    it(`of ${value} is exact`, async () => {
      const found = await counters(value);
      for (const [section, prefix] of NAMES) assert.equal(found.get(section, `${prefix}A`), BigInt(value));
      assert.deepEqual([found.report.malformed, found.report.incomplete], [{}, {}]);
    });
  }

  for (const value of ['18446744073709551616', '-9223372036854775809', '1'.repeat(30), '9'.repeat(5000)]) {
    it(`of ${value.slice(0, 31)} is not there, is counted, and those beside it are`, async () => {
      const found = await counters(value);
      for (const [section, prefix] of NAMES) {
        assert.equal(found.get(section, `${prefix}A`), undefined);
        assert.equal(found.get(section, `${prefix}B`), 7n);
        assert.deepEqual(Object.keys(found.toJSON()[section] ?? {}), [`${prefix}B`]);
      }
      assert.deepEqual(found.report.incomplete, { snmp: 1, netstat: 1, 'sctp/snmp': 1, snmp6: 1 });
      assert.deepEqual(found.report.malformed, {});
    });
  }

  it('without a value is not there, and is no 0', async () => {
    writeFileSync(join(root, 'net/snmp'), 'Tcp: A B C\nTcp: 5\n');
    const found = await statistics({ procRoot: root, families: ['inet'] });
    assert.deepEqual(found.toJSON().Tcp, { A: 5 });
    assert.deepEqual([found.get('Tcp', 'B'), found.report.malformed.snmp], [undefined, 1]);
  });
});
