import assert from 'node:assert/strict';
import { endianness } from 'node:os';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseAddress } from '../../../src/base/parse-address.ts';
import type { Expression, Operator, Prefix, Value } from '../../../src/sockets/filter/expression.ts';
import type { Facts } from '../../../src/sockets/filter/facts.ts';
import { RowTest } from '../../../src/sockets/filter/row-test.ts';
import { ChainBuilder } from '../../../src/sockets/table/chain-builder.ts';
import { fieldNamed, type NamedField } from '../../../src/sockets/table/named-fields.ts';
import type { OwnerProcess } from '../../../src/sockets/table/owner-chains.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../src/sockets/table/unknown.ts';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';
import { plainVerdict, type Verdict } from '../../support/plain-filter.ts';
import { expressions } from '../../support/random-filters.ts';
import { Random, randomTable } from '../../support/random-sockets.ts';

const FACTS = {
  chosenPorts: { low: 1000, high: 60_000 },
  uidOf: (pid: number) => (pid % 3 === 0 ? undefined : pid % 3),
} satisfies Facts;

const VERDICTS: readonly Verdict[] = [false, null, true];

function verdicts(expression: Expression, table: SocketTable): Verdict[] {
  const truths = new RowTest(expression, FACTS).run(table);
  return Array.from({ length: table.length }, (_, row) => VERDICTS[truths[row] as number] as Verdict);
}

describe('an expression asked of rows', () => {
  it('says what it says of their plain data, whatever the expression and the rows', () => {
    for (let seed = 0; seed < 12; seed++) {
      const table = randomTable(new Random(seed), 60);
      const rows = table.toJSON();
      fc.assert(
        fc.property(expressions(rows, FACTS), (expression) => {
          const wanted = rows.map((row) => plainVerdict(expression, row, FACTS));
          assert.deepEqual(verdicts(expression, table), wanted);
        }),
        { seed, numRuns: 400 },
      );
    }
  });
});

const HERE = { from: 0, to: 0 };
const number = (number: number): Value => ({ ...HERE, kind: 'number', number });
const text = (text: string): Value => ({ ...HERE, kind: 'text', text });

function compare(word: string, operator: Operator, ...values: Value[]): Expression {
  return { ...HERE, kind: 'compare', field: fieldNamed(word) as NamedField, operator, values };
}

function prefix(family: Prefix['family'], address: string, length: number): Value {
  const bytes = new Uint8Array(family === 'inet' ? 4 : 16);
  assert.ok(parseAddress(family === 'inet' ? AF_INET : AF_INET6, address, bytes, 0));
  return { ...HERE, kind: 'prefix', prefix: { family, address: bytes, length } };
}

describe('a comparison with addresses', () => {
  const table = madeAddresses('10.2.3.4', '10.3.0.1', '::ffff:10.2.0.9', '2001:db8::1', '::a02:304');

  it('takes for an IPv4 prefix what is mapped into IPv6 too, and not the reverse', () => {
    assert.deepEqual(verdicts(compare('dst', '=', prefix('inet', '10.2.0.0', 16)), table), [
      true,
      false,
      true,
      false,
      false,
    ]);
    assert.deepEqual(verdicts(compare('dst', '=', prefix('inet', '0.0.0.0', 0)), table), [
      true,
      true,
      true,
      false,
      false,
    ]);
    assert.deepEqual(verdicts(compare('dst', '=', prefix('inet6', '::', 0)), table), [false, false, true, true, true]);
    assert.deepEqual(verdicts(compare('dst', '=', prefix('inet6', '::ffff:10.2.0.0', 112)), table), [
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it('takes with != what is of none of the prefixes', () => {
    const any = [prefix('inet', '10.2.0.0', 16), prefix('inet6', '2001:db8::', 33)];
    assert.deepEqual(verdicts(compare('dst', '!=', ...any), table), [false, true, false, false, true]);
  });
});

describe('a comparison with numbers', () => {
  it('is exact for identities of 64 bits', () => {
    const table = new SocketTable(2, newReport());
    table.length = 2;
    table.cookie.set([0xffffffff, 0x00200000, 0xfffffffe, 0x00200000]);
    const id = 0x0020_0000_ffff_ffffn;
    const value: Value = { ...HERE, kind: 'id64', id };
    assert.deepEqual(verdicts(compare('cookie', '=', value), table), [true, false]);
    assert.deepEqual(verdicts(compare('cookie', '<', value), table), [false, true]);
    assert.deepEqual(verdicts(compare('cookie', '>', value), table), [false, false]);
  });

  it('has no limit above every number', () => {
    const table = new SocketTable(2, newReport(), { tcpInfo: true });
    table.length = 2;
    table.family.fill(AF_INET);
    const info = new Uint8Array(240);
    new DataView(info.buffer).setUint32(76, 0x7fffffff, endianness() === 'LE');
    table.tcpInfo?.set(0, info, 0, info.length);
    table.tcpInfo?.set(1, new Uint8Array(240), 0, info.length);
    assert.deepEqual(verdicts(compare('ssthresh', '>', number(2 ** 40)), table), [true, false]);
  });

  it('looks at the bits of a mask', () => {
    const table = new SocketTable(2, newReport(), { fields: ['mark'] });
    table.length = 2;
    table.family.fill(AF_INET);
    table.mark?.set([0xf0000012, 0x13]);
    const masked: Value = { ...HERE, kind: 'masked', number: 0xf0000000, mask: 0xf0000001 };
    assert.deepEqual(verdicts(compare('mark', '=', masked), table), [true, false]);
  });

  it('leaves out TIME_WAIT for a user that the kernel makes up', () => {
    const table = new SocketTable(2, newReport());
    table.length = 2;
    table.family.fill(AF_INET);
    table.unknown[1] = UNKNOWN.uid;
    assert.deepEqual(verdicts(compare('user', '=', number(0)), table), [true, null]);
    assert.deepEqual(verdicts(compare('user', '!=', number(0)), table), [false, null]);
  });
});

describe('a comparison with owners', () => {
  const table = ownedTable([['nginx', 'sh'], ['sh'], []]);

  it('holds for any of them, and with != for none of them', () => {
    assert.deepEqual(verdicts(compare('process', '=', text('nginx')), table), [true, false, null]);
    assert.deepEqual(verdicts(compare('process', '!=', text('nginx')), table), [false, true, null]);
    assert.deepEqual(verdicts(compare('pid', '>', number(1)), table), [true, false, null]);
  });

  it('counts none only where every process was looked into', () => {
    assert.deepEqual(verdicts(compare('owner-count', '=', number(0)), table), [false, false, null]);
    table.report.owners = { method: 'procfs', complete: true };
    assert.deepEqual(verdicts(compare('owner-count', '=', number(0)), table), [false, false, true]);
  });
});

function madeAddresses(...remote: string[]): SocketTable {
  const table = new SocketTable(remote.length, newReport());
  table.length = remote.length;
  for (const [row, address] of remote.entries()) {
    const family = address.includes(':') ? AF_INET6 : AF_INET;
    table.family[row] = family;
    parseAddress(family, address, table.remoteAddress, 16 * row);
  }
  return table;
}

/** A socket for each list of processes. */
function ownedTable(owners: readonly (readonly string[])[]): SocketTable {
  const table = new SocketTable(owners.length, newReport());
  table.length = owners.length;
  table.family.fill(AF_INET);
  const chains = new ChainBuilder();
  table.firstOwner = Uint32Array.from(owners, (names, row) => {
    table.inode[row] = 100 + row;
    chains.begin(100 + row);
    for (const name of names.slice().reverse()) chains.add(name === 'sh' ? 1 : 2, 3);
    return chains.end();
  });
  const processes: [number, OwnerProcess][] = [
    [1, { pid: 1, argv0: Buffer.from('/bin/sh'), comm: Buffer.from('sh') }],
    [2, { pid: 2, argv0: Buffer.from('nginx: worker'), comm: Buffer.from('nginx') }],
  ];
  table.owners = chains.build(new Map(processes));
  return table;
}
