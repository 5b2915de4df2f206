import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type SocketJSON, type SocketTable, snapshot } from '../../../src/index.ts';
import { FIELDS } from '../../../src/sockets/table/fields.ts';
import type { NumberField } from '../../../src/sockets/table/number-fields.ts';
import { numbers } from '../../../src/sockets/table/numbers.ts';
import { MEMORY_NAMES, memoryOf } from '../../../src/sockets/table/readers.ts';
import type { StructField } from '../../../src/sockets/table/struct-fields.ts';
import { TCP_INFO_FIELDS } from '../../../src/sockets/table/tcp-info-fields.ts';
import { WHOLE_TCP_INFO } from '../../../src/sockets/table/tcp-info-whole.ts';
import { ASSOCIATION_STATES, SOCKET_TYPES, STATES, TIMERS } from '../../../src/uapi/sockets.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { madeTable } from '../../support/made-table.ts';
import { skipUnless } from '../../support/skip.ts';
import { World } from '../../support/world.ts';

const NAMES = { STATES, TIMERS, SOCKET_TYPES, ASSOCIATION_STATES } as const;
const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');

const columnOf = (table: SocketTable, field: string) => [
  ...numbers(table, field as NumberField, new Float64Array(table.length + 3)),
];

/** A value of plain data as the number that it stands for. */
function numberOf(field: keyof typeof FIELDS, value: unknown): number {
  const { kind } = FIELDS[field];
  if (value === null || value === undefined) return Number.NaN;
  if (kind.is === 'code') return (NAMES[kind.names] as readonly unknown[]).indexOf(value);
  return Number(value);
}

describe('numbers() of a real table', { skip }, () => {
  let world: World;
  let table: SocketTable;
  let rows: SocketJSON[];
  before(async () => {
    world = await World.start();
    table = await snapshot({
      protocols: ['tcp', 'udp', 'unix'],
      tcpInfo: true,
      memory: true,
      fields: ['mark', 'tos', 'tclass'],
    });
    rows = table.toJSON();
  });
  after(() => world.stop());

  it('has of each column what plain data has, and NaN where that has null or nothing', () => {
    for (const [name, field] of Object.entries(FIELDS) as [
      keyof typeof FIELDS,
      { kind: { is: string }; on?: string },
    ][]) {
      if (!['u8', 'u16', 'u32', 'boolean', 'code'].includes(field.kind.is)) continue;
      // These have another form in plain data, or none.
      if (['protocol', 'family', 'shutdown', 'tls', 'primary', 'socketState'].includes(name)) continue;
      // Of what only some rows have, plain data has the others' zero.
      const has = (row: SocketJSON) => field.on === undefined || (row.family === 'unix') === (field.on === 'unix');
      const expected = rows.map((row) =>
        has(row) ? numberOf(name, (row as unknown as Record<string, unknown>)[name]) : Number.NaN,
      );
      if (field.on === 'sctp') expected.fill(Number.NaN);
      assert.deepEqual(columnOf(table, name), expected, name);
    }
  });

  it('has of tcp_info and of memory every member', () => {
    assert.ok(rows.some(({ tcpInfo }) => tcpInfo) && rows.some(({ memory }) => memory));
    for (const [name, spec] of Object.entries(TCP_INFO_FIELDS) as [keyof typeof TCP_INFO_FIELDS, StructField][]) {
      const expected = rows.map(({ tcpInfo }) => {
        const value = tcpInfo?.[name];
        return value === null && spec.unlimited ? Number.POSITIVE_INFINITY : (value ?? Number.NaN);
      });
      assert.deepEqual(columnOf(table, `tcpInfo.${name}`), expected, name);
    }
    for (const name of MEMORY_NAMES) {
      const expected = rows.map(({ memory }) => memory?.[name] ?? Number.NaN);
      assert.deepEqual(columnOf(table, `memory.${name}`), expected, name);
    }
  });
});

describe('numbers()', () => {
  it('is NaN all over where a group was not asked for', () => {
    const table = madeTable([{}, {}]);
    for (const field of ['mark', 'tcpInfo.rtt', 'memory.rcvbuf', 'refCount', 'associationId']) {
      assert.deepEqual(columnOf(table, field), [Number.NaN, Number.NaN], field);
    }
  });

  it('is NaN for a field of tcp_info that an older kernel does not send, and for a round trip that never was', () => {
    const info = new Uint8Array(WHOLE_TCP_INFO).fill(0xff);
    const table = madeTable([{ tcpInfo: info.subarray(0, 104) }, { tcpInfo: info }], { tcpInfo: true });
    assert.deepEqual(columnOf(table, 'tcpInfo.pacingRate'), [Number.NaN, Number.POSITIVE_INFINITY]);
    assert.deepEqual(columnOf(table, 'tcpInfo.minRtt'), [Number.NaN, Number.NaN]);
    assert.deepEqual(columnOf(table, 'tcpInfo.bytesAcked'), [Number.NaN, 2 ** 64]);
  });

  it('refuses a field that has not one number a row, and an array without room', () => {
    const table = madeTable([{}]);
    for (const field of ['localAddress', 'owners', 'cookie', 'tcpInfo', 'tcpInfo.nothing', 'memory.', 'toString', '']) {
      assert.throws(() => columnOf(table, field), { name: 'TypeError', message: new RegExp(`^field: '${field}' `) });
    }
    for (const out of [undefined, [1], new Float32Array(1)]) {
      assert.throws(() => numbers(table, 'inode', out as never), { name: 'TypeError', message: /^out must be/ });
    }
    assert.throws(() => numbers(table, 'inode', new Float64Array(0)), { name: 'RangeError', message: /room for 0/ });
  });

  it('knows the members of memory by the order in which the table has them', () => {
    const table = madeTable([{ memory: [1, 2, 3, 4, 5, 6, 7, 8, 9] }], { memory: true });
    assert.deepEqual(Object.keys(memoryOf(table, 0) ?? {}), [...MEMORY_NAMES]);
    assert.deepEqual(
      MEMORY_NAMES.map((name) => columnOf(table, `memory.${name}`)[0]),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  });
});
