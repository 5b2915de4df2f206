import type { Field } from '../../../src/sockets/table/field.ts';
import { ALL, docComment, groupOf, HEADER, importsFor } from './code.ts';

const SHOWN = ALL.filter(([, { hidden }]) => hidden !== 'column');

/** The type of a field's getter. */
export function typeOf(field: Field): string {
  const { kind, read, mayBeUnknown } = field;
  if (read) return read.type;
  const group = groupOf(field);
  const nullable = mayBeUnknown || group !== 'main' ? ' | null' : '';
  if (kind.is === 'code') return `${kind.type}${nullable}`;
  if (kind.is === 'boolean') return `boolean${nullable}`;
  if (kind.is === 'id64') return `bigint${nullable}`;
  if (kind.is === 'text') return `string${nullable}`;
  return kind.is === 'address' ? 'string' : `number${nullable}`;
}

/** What reads a field, given what stands for its table, its columns and its row. It does not ask whether the row knows it. */
export function reading(name: string, field: Field, table: string, columns: string, row: string): string {
  const { kind, read } = field;
  if (read) return `${read.by}(${table}, ${row})`;
  if (kind.is === 'text') return `textOf(${columns}.${name}, ${row}, ${kind.bytes})`;
  const value = `${columns}.${name}[${row}]`;
  if (kind.is === 'code') return `${kind.names}[${value} as number] ?? ${kind.otherwise}`;
  if (kind.is === 'boolean') return `${value} === 1`;
  if (kind.is === 'id64') return `word64(${columns}.${name}, ${row})`;
  if (kind.is === 'address') return `addressOf(${table}, ${row}, ${columns}.${name})`;
  return `${value} as number`;
}

/** src/sockets/table/socket.ts: one row of a table, a getter a field. */
export function socketSource(): string {
  const getters = SHOWN.map(([name, field]) => getter(name, field)).join('\n');
  return `${HEADER}${importsFor(getters, OTHERS)}
/**
 * One row of a table, read when asked. \`null\` means that the row's source does not know, that sockets of its family have no such field, or that
 * the field was not asked for.
 */
export class Socket {
  readonly #table: Columns;
  readonly #row: number;

  constructor(table: Columns, row: number) {
    this.#table = table;
    this.#row = row;
  }

${getters}
  /** Plain data: what \`JSON.stringify\` prints. Fields that were not asked for, and those of other families, are left out. */
  toJSON(): SocketJSON {
    return socketJSON(this.#table, this.#row);
  }

  #knows(bit: number): boolean {
    return ((this.#table.unknown[this.#row] as number) & bit) === 0;
  }
}

showAs(Socket, (socket) => socket.toJSON());
`;
}

function getter(name: string, field: Field): string {
  return `${docComment(field)}  get ${name}(): ${typeOf(field)} {\n${body(name, field)}  }\n`;
}

function body(name: string, field: Field): string {
  const group = groupOf(field);
  if (field.read) return `    return ${reading(name, field, 'this.#table', 'this.#table', 'this.#row')};\n`;
  const knows = field.mayBeUnknown ? `this.#knows(UNKNOWN.${name})` : '';
  if (group === 'main') {
    const value = reading(name, field, 'this.#table', 'this.#table', 'this.#row');
    return knows ? returned(`${knows} ? ${grouped(value)} : null`) : `    return ${value};\n`;
  }
  if (group === 'fields') {
    const column = `    const column = this.#table.${name};\n`;
    const value = ofColumn(field);
    return `${column}${returned(`column && ${knows} ? ${value} : null`)}`;
  }
  const has = group === 'unix' ? 'isUnix' : 'isSctp';
  const columns = `    const columns = ${has}(this.#table, this.#row) ? this.#table.${group} : undefined;\n`;
  const value = reading(name, field, 'this.#table', 'columns', 'this.#row');
  return `${columns}${returned(`${knows ? `columns && ${knows}` : 'columns'} ? ${grouped(value)} : null`)}`;
}

/** Of a column that may not be there. */
function ofColumn({ kind }: Field): string {
  if (kind.is === 'text') return `textOf(column, this.#row, ${kind.bytes})`;
  return kind.is === 'id64' ? 'word64(column, this.#row)' : '(column[this.#row] as number)';
}

const grouped = (value: string) => (/ as | \?\? /.test(value) ? `(${value})` : value);

const returned = (value: string) => `    return ${value};\n`;

const OTHERS = [
  "import { showAs } from '../../base/shown.ts';\n",
  "import type { Columns } from './columns.ts';\n",
  "import type { MptcpInfo } from './mptcp-info-types.ts';\n",
  "import { type SocketJSON, socketJSON } from './socket-json.ts';\n",
  "import type { TcpInfo } from './tcp-info-types.ts';\n",
  "import type { Tls } from './tls.ts';\n",
];
