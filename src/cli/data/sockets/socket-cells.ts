import type { NamedField } from '../../../sockets/table/named-fields.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import type { DataFormat } from '../../settings.ts';
import { CSV_NOTATION, csvFrame, JSON_NOTATION, jsonFrame } from '../notation.ts';
import { csvCell, writeJson } from '../plain-value.ts';
import { type DataCell, FixedCell } from './cell.ts';
import { ColumnRun, RunField } from './column-run.ts';
import { OWNER_COLUMNS, OWNERS } from './columns.ts';
import { type CellMaking, fieldCell, plainMember, shutdownField } from './field-cell.ts';
import { OwnersCell } from './owner-cells.ts';
import { hasMemory, hasTcpInfo, ObjectCell } from './struct-cells.ts';

/** Rows that have fields of their own. */
export type SocketKind = 'inet' | 'sctp' | 'unix';

const KINDS: readonly SocketKind[] = ['inet', 'sctp', 'unix'];

/** The cells of a row of each kind, and the names of the columns, which CSV has. */
export interface SocketCells extends Readonly<Record<SocketKind, readonly DataCell[]>> {
  names: readonly string[];
}

const JSON_MAKING: CellMaking = { notation: JSON_NOTATION, plain: writeJson };
const CSV_MAKING: CellMaking = {
  notation: CSV_NOTATION,
  plain: (out, value) => out.copy(Buffer.from(csvCell(value))),
};

/** A column of CSV, or a key of JSON. */
interface Column {
  name: string;
  on: NamedField['on'];
  cell: DataCell | RunField;
}

export function socketCells(format: DataFormat, fields: readonly NamedField[]): SocketCells {
  const csv = format === 'csv';
  const columns = csv ? csvColumns(fields) : jsonColumns(fields);
  const cells = (kind: SocketKind) =>
    inRuns(
      columns.flatMap(({ on, cell }, at): (DataCell | RunField)[] => {
        if (isOn(on, kind)) return [cell];
        return csv ? [new FixedCell(csvFrame(at === 0).absent)] : [];
      }),
    );
  const [inet, sctp, unix] = KINDS.map(cells) as [DataCell[], DataCell[], DataCell[]];
  return { inet, sctp, unix, names: columns.map(({ name }) => name) };
}

/** Columns that stand one behind the other are one cell. */
function inRuns(cells: readonly (DataCell | RunField)[]): DataCell[] {
  const runs: DataCell[] = [];
  let run: RunField[] = [];
  const endRun = () => {
    if (run.length > 0) runs.push(new ColumnRun(run));
    run = [];
  };
  for (const cell of cells) {
    if (cell instanceof RunField) run.push(cell);
    else {
      endRun();
      runs.push(cell);
    }
  }
  endRun();
  return runs;
}

function isOn(on: NamedField['on'], kind: SocketKind): boolean {
  return on === undefined || on === kind || (on === 'inet' && kind === 'sctp');
}

/** A key a field, but members of one object in that object, which stands where the first of them stands. */
function jsonColumns(fields: readonly NamedField[]): Column[] {
  const columns: Column[] = [];
  const objects = new Map<string, NamedField[]>();
  for (const field of fields) {
    const [group = '', member] = field.name.split('.');
    if (member === undefined) columns.push(jsonColumn(field));
    else if (objects.has(group)) objects.get(group)?.push(field);
    else {
      objects.set(group, [field]);
      columns.push({ name: group, on: field.on, cell: PLACE });
    }
  }
  return columns.map((column) => {
    const members = objects.get(column.name);
    return members && column.cell === PLACE ? { ...column, cell: objectCell(column.name, members) } : column;
  });
}

const PLACE = new FixedCell(new Uint8Array(0));

function jsonColumn(field: NamedField): Column {
  const { name, on } = field;
  const frame = jsonFrame(name);
  if (field === OWNERS) return { name, on, cell: new OwnersCell(frame) };
  if (field.values === 'shutdown') {
    const cell = shutdownField(frame, (receive, send) => JSON.stringify({ receive, send }));
    return { name, on, cell };
  }
  return { name, on, cell: fieldCell(field, frame, JSON_MAKING) };
}

const HAS: Readonly<Record<string, (table: SocketTable, row: number) => boolean>> = {
  tcpInfo: hasTcpInfo,
  memory: hasMemory,
  rates: ({ rates }) => rates !== undefined,
};

function objectCell(group: string, members: readonly NamedField[]): DataCell {
  const cells = inRuns(
    members.map((field) => fieldCell(field, jsonFrame(field.name.slice(group.length + 1)), JSON_MAKING)),
  );
  const has = HAS[group] ?? ((table, row) => plainMember(table, row, group) != null);
  return new ObjectCell(jsonFrame(group), cells, has);
}

/** A column a value: an owner's fields, and the directions that are shut down, each have one. */
function csvColumns(fields: readonly NamedField[]): Column[] {
  const single = fields.flatMap((field) => (field === OWNERS ? OWNER_COLUMNS : [field]));
  const columns: Column[] = [];
  for (const field of new Set(single)) {
    const { name, on } = field;
    const frame = csvFrame(columns.length === 0);
    if (field.values === 'shutdown') {
      columns.push(
        { name: `${name}.receive`, on, cell: shutdownField(frame, (receive) => `${receive}`) },
        { name: `${name}.send`, on, cell: shutdownField(csvFrame(false), (_, send) => `${send}`) },
      );
    } else columns.push({ name, on, cell: fieldCell(field, frame, CSV_MAKING) });
  }
  return columns;
}
