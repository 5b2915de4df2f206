import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { Columns } from '../../../src/sockets/table/columns.ts';
import type { Field } from '../../../src/sockets/table/field.ts';
import { FIELDS } from '../../../src/sockets/table/fields.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { Socket } from '../../../src/sockets/table/socket.ts';
import { UNKNOWN } from '../../../src/sockets/table/unknown.ts';
import { madeTable } from '../../support/made-table.ts';

const ALL = Object.entries(FIELDS) as [string, Field][];

describe('the table of fields', () => {
  it('gives every field a getter, but those that are only columns', () => {
    const getters = Object.entries(Object.getOwnPropertyDescriptors(Socket.prototype));
    const names = getters.filter(([, { get }]) => get).map(([name]) => name);
    const shown = ALL.filter(([, { hidden }]) => hidden !== 'column').map(([name]) => name);
    assert.deepEqual(names.sort(), shown.sort());
  });

  it('gives every field that may be unknown a bit of its own in a word', () => {
    const names = ALL.filter(([, { mayBeUnknown }]) => mayBeUnknown).map(([name]) => name);
    assert.deepEqual(Object.keys(UNKNOWN), names);
    const bits = Object.values(UNKNOWN);
    assert.equal(new Set(bits).size, bits.length);
    assert.ok(bits.every((bit) => bit > 0 && Math.log2(bit) % 1 === 0 && bit < 2 ** 31));
  });

  it('says of every field what it is in one sentence, with a heading', () => {
    for (const [name, { doc, heading }] of ALL) {
      assert.match(doc, /^[A-Z0-9'`][^\n]*\.$/, name);
      assert.match(heading, /^\S.*\S$/, name);
    }
  });

  it('has as JSON what the getters say', () => {
    const tables = [
      madeTable([{ cookie: 7 }, {}], { tcpInfo: true, memory: true }),
      madeTable([{ protocol: 'unix', family: 1 }]),
    ];
    for (const socket of tables.flatMap((table) => [...table])) {
      const json: Record<string, unknown> = { ...socket.toJSON() };
      for (const [name, value] of Object.entries(json)) {
        const own = socket[name as keyof Socket];
        assert.deepEqual(value, typeof own === 'bigint' ? `${own}` : own, name);
      }
    }
  });
});

describe('the columns of a table', () => {
  it('are properties that V8 finds fast, though there are many', () => {
    setFlagsFromString('--allow-natives-syntax');
    const hasFastProperties = runInThisContext('(object) => %HasFastProperties(object)');
    const options = { unix: true, sctp: true, tcpInfo: true, memory: true };
    const columns = new Columns(4, newReport(), options);
    for (const object of [columns, columns.unix, columns.sctp]) assert.ok(hasFastProperties(object));
  });
});
