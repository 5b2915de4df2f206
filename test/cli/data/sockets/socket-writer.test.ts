import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allColumns, columnsOf, DATA_FIELDS } from '../../../../src/cli/data/sockets/columns.ts';
import { SocketWriter } from '../../../../src/cli/data/sockets/socket-writer.ts';
import type { DataFormat } from '../../../../src/cli/settings.ts';
import { ASKED_FIELDS } from '../../../../src/sockets/table/asked-fields.ts';
import type { NamedField } from '../../../../src/sockets/table/named-fields.ts';
import type { SocketTable } from '../../../../src/sockets/table/socket-table.ts';
import { csvRows } from '../../../support/csv.ts';
import { madeTable, tcpInfo } from '../../../support/made-table.ts';
import { Random, randomTable } from '../../../support/random-sockets.ts';
import { written } from '../../../support/written.ts';

const ALL = allColumns({ owners: true, tcpInfo: true, memory: true, fields: ASKED_FIELDS });

function data(format: DataFormat, tables: readonly SocketTable[], columns: readonly NamedField[] = ALL): string {
  return written((out) => {
    const writer = new SocketWriter(format, columns, out, {});
    for (const table of tables) writer.rows(table);
    writer.end();
  });
}

const plain = (tables: readonly SocketTable[]) => JSON.parse(JSON.stringify(tables.flatMap((table) => table.toJSON())));
const words = (list: string) => list.split(',').flatMap((word) => columnsOf(word) ?? assert.fail(word));

/** A member of plain data by a column's name. */
function member(row: unknown, name: string): unknown {
  return name.split('.').reduce((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], row);
}

describe('SocketWriter', () => {
  const tables = Array.from({ length: 60 }, (_, seed) => randomTable(new Random(seed), 25));

  it('writes as JSON what toJSON() gives, of columns that hold anything', () => {
    assert.deepEqual(JSON.parse(data('json', tables)), plain(tables));
  });

  it('writes as NDJSON the same, an object a line', () => {
    const lines = data('ndjson', tables).split('\n');
    assert.equal(lines.pop(), '');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      plain(tables),
    );
  });

  it('writes as CSV the same values, and of owners the first', () => {
    const rows = csvRows(data('csv', tables));
    const sockets = plain(tables) as Record<string, unknown>[];
    assert.equal(rows.length, sockets.length);
    for (const [at, row] of rows.entries()) {
      for (const [name, cell] of Object.entries(row)) {
        const expected = expectedCell(sockets[at] as Record<string, unknown>, name);
        assert.deepEqual(isWide(expected) ? Number(cell) : cell, expected, `${name} of row ${at}`);
      }
    }
  });

  it('writes as JSON with chosen columns these alone, nested as ever', () => {
    const columns = words('state,rtt,process,tcpInfo.pacingRate,memory.drops,shutdown,local-port,owner-count');
    const sockets = plain(tables);
    for (const [at, row] of (JSON.parse(data('json', tables, columns)) as Record<string, unknown>[]).entries()) {
      const whole = sockets[at];
      for (const name of ['state', 'tcpInfo.rtt', 'tcpInfo.pacingRate', 'memory.drops', 'shutdown', 'localPort']) {
        assert.deepEqual(member(row, name), member(whole, name), name);
      }
      assert.equal(row.ownerCount, whole.owners?.length);
      assert.equal(row.process, whole.owners && (whole.owners[0]?.comm ?? null));
    }
  });

  it('writes every field that is data in every format', () => {
    for (const field of DATA_FIELDS) {
      assert.doesNotThrow(() => JSON.parse(data('json', tables, [field])), field.name);
      assert.doesNotThrow(() => csvRows(data('csv', tables, [field])), field.name);
    }
  });

  it('writes no row as an empty array, as nothing, and as the names of the columns', () => {
    assert.equal(data('json', []), '[]\n');
    assert.equal(data('ndjson', []), '');
    assert.equal(data('csv', [], words('state,rtt')), 'state,tcpInfo.rtt\r\n');
  });

  it('writes quantities above 2^53 with every digit, and no limit as null', () => {
    const info = tcpInfo({});
    new DataView(info.buffer).setBigUint64(104, 2n ** 64n - 2n, true);
    new DataView(info.buffer).setBigUint64(112, 2n ** 64n - 1n, true);
    new DataView(info.buffer).setBigUint64(120, 2n ** 53n + 1n, true);
    new DataView(info.buffer).setBigUint64(128, 123456789012n, true);
    const table = madeTable([{ tcpInfo: info }], { tcpInfo: true });
    const columns = words('pacingRate,maxPacingRate,bytesAcked,bytesReceived');
    assert.equal(
      data('ndjson', [table], columns),
      '{"tcpInfo":{"pacingRate":18446744073709551614,"maxPacingRate":null,"bytesAcked":9007199254740993,"bytesReceived":123456789012}}\n',
    );
    assert.equal(
      data('csv', [table], columns),
      'tcpInfo.pacingRate,tcpInfo.maxPacingRate,tcpInfo.bytesAcked,tcpInfo.bytesReceived\r\n18446744073709551614,,9007199254740993,123456789012\r\n',
    );
  });

  it('writes the time that is given first', () => {
    const time = '2026-01-02T03:04:05.678Z';
    const table = madeTable([{}]);
    const timed = (format: DataFormat, header = true) =>
      written((out) => new SocketWriter(format, words('state'), out, { time, header }).rows(table));
    assert.equal(timed('ndjson'), `{"time":"${time}","state":"ESTABLISHED"}\n`);
    assert.equal(timed('csv'), `time,state\r\n${time},ESTABLISHED\r\n`);
    assert.equal(timed('csv', false), `${time},ESTABLISHED\r\n`);
  });
});

/** Numbers of 64 bits are rounded in plain data, and not in ours. */
const isWide = (value: unknown) => typeof value === 'number';

function expectedCell(socket: Record<string, unknown>, name: string): string | number | null {
  const owners = socket.owners as Record<string, unknown>[] | undefined;
  const ofOwner = { pid: 'pid', fd: 'fd', process: 'comm', program: 'name' }[name];
  if (name === 'ownerCount') return owners ? `${owners.length}` : null;
  return cellOf(ofOwner ? owners?.[0]?.[ofOwner] : member(socket, name));
}

function cellOf(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return guarded(value.join(' '));
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value === 'number' && value > Number.MAX_SAFE_INTEGER) return value;
  return typeof value === 'string' ? guarded(value) : `${value}`;
}

const guarded = (text: string) => (/^[=+\-@\t\r']/.test(text) ? `'${text}` : text);
