import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BytesColumn } from '../../../src/sockets/table/bytes-column.ts';
import {
  COLUMNS,
  type Columns,
  SCTP_ADDRESSES,
  SCTP_COLUMNS,
  UNIX_COLUMNS,
} from '../../../src/sockets/table/columns.ts';
import { copyFields } from '../../../src/sockets/table/copy-fields.ts';
import { appendRow } from '../../../src/sockets/table/copy-row.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import type { TableOptions } from '../../../src/sockets/table/table-options.ts';
import { randomNumbers } from '../../support/fixtures.ts';
import { madeTable } from '../../support/made-table.ts';

type Numbers = Uint8Array | Uint16Array | Uint32Array;

const EVERYTHING: TableOptions = { unix: true, sctp: true, memory: true, tcpInfo: true };
const ROWS = 40;

function numberColumns(table: Columns): [string, Numbers][] {
  const columns: [string, Numbers][] = COLUMNS.map((name) => [name, table[name]]);
  for (const name of UNIX_COLUMNS) if (table.unix) columns.push([name, table.unix[name]]);
  for (const name of SCTP_COLUMNS) if (table.sctp) columns.push([name, table.sctp[name]]);
  if (table.memory) columns.push(['memory', table.memory]);
  return columns;
}

function bytesColumns({ tcpInfo, unix, sctp }: Columns): BytesColumn[] {
  return [tcpInfo, unix?.path, ...SCTP_ADDRESSES.map((name) => sctp?.[name])].filter((column) => column !== undefined);
}

/** A table in which every element of every column is another number. */
function randomTable(options: TableOptions): SocketTable {
  const random = randomNumbers(77);
  const table = new SocketTable(ROWS, newReport(), options);
  table.length = ROWS;
  for (const [, column] of numberColumns(table)) {
    for (let at = 0; at < column.length; at++) column[at] = random(0xffffffff);
  }
  for (const column of bytesColumns(table)) {
    const source = Uint8Array.from({ length: 300 }, () => random(256));
    for (let row = 0; row < ROWS; row++) {
      const start = random(200);
      column.set(row, source, start, start + random(100));
    }
  }
  return table;
}

/** All that a row has. */
function rowOf(table: Columns, row: number): unknown[] {
  const numbers = numberColumns(table).map(([name, column]) => {
    const width = column.length / table.capacity;
    return [name, [...column.subarray(row * width, (row + 1) * width)]];
  });
  return [...numbers, ...bytesColumns(table).map((column) => [...column.at(row)])];
}

describe('a row that is appended', () => {
  it('is the same in every column there is', () => {
    const from = randomTable(EVERYTHING);
    const to = new SocketTable(ROWS, newReport(), EVERYTHING);
    for (let row = ROWS - 1; row >= 0; row--) appendRow(from, row, to);
    assert.equal(to.length, ROWS);
    for (let row = 0; row < ROWS; row++) assert.deepEqual(rowOf(to, ROWS - 1 - row), rowOf(from, row));
  });

  it('leaves out what the other table has no columns for', () => {
    const from = randomTable(EVERYTHING);
    const to = new SocketTable(ROWS, newReport());
    for (let row = 0; row < ROWS; row++) appendRow(from, row, to);
    for (const [name, column] of numberColumns(to))
      assert.deepEqual(column, numberColumns(from).find(([other]) => other === name)?.[1]);
    assert.deepEqual([to.unix, to.sctp, to.tcpInfo, to.memory], [undefined, undefined, undefined, undefined]);
  });

  it('is empty in columns that its own table lacks, whatever stood there before', () => {
    const to = randomTable(EVERYTHING);
    to.length = 0;
    for (const row of [0, 1]) appendRow(madeTable([{ cookie: 1 }, { cookie: 2 }]), row, to);
    assert.deepEqual(
      bytesColumns(to).map((column) => [column.at(0).length, column.at(1).length]),
      bytesColumns(to).map(() => [0, 0]),
    );
    assert.deepEqual([to.at(0)?.memory, to.at(1)?.memory], [undefined, undefined]);
    assert.equal(to.at(1)?.cookie, 2n);
  });
});

describe('fields that are copied', () => {
  it('overwrite one row and touch no other', () => {
    const from = randomTable(EVERYTHING);
    const to = new SocketTable(ROWS, newReport(), EVERYTHING);
    const empty = rowOf(to, 0);
    copyFields(from, 3, to, 20);
    const numbers = numberColumns(from).length;
    assert.deepEqual(rowOf(to, 20).slice(0, numbers), rowOf(from, 3).slice(0, numbers));
    for (let row = 0; row < ROWS; row++) if (row !== 20) assert.deepEqual(rowOf(to, row), empty, `row ${row}`);
  });
});
