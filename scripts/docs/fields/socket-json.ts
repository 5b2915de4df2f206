import type { Field } from '../../../src/sockets/table/field.ts';
import { ALL, docComment, groupOf, HEADER, importsFor } from './code.ts';
import { reading, typeOf } from './socket.ts';

type Entry = [name: string, field: Field];

const SHOWN = ALL.filter(([, { hidden }]) => hidden === undefined);
const COMMON = SHOWN.filter(([, { on, asked }]) => on === undefined && !asked);
const INET = SHOWN.filter(([, { on, asked }]) => (on === undefined || on === 'inet') && !asked);
const SCTP = SHOWN.filter(([, { on }]) => on === 'sctp');
const UNIX = SHOWN.filter(([, { on }]) => on === 'unix');
const NAMED = SHOWN.filter(([, { asked }]) => asked === 'fields');
const ASKED = SHOWN.filter(([, { asked }]) => asked && asked !== 'fields');
/** TCP's internals are of no UNIX socket. */
const INTERNALS = ASKED.filter(([name]) => name === 'tcpInfo' || name === 'mptcpInfo');
const UNIX_ASKED = ASKED.filter((entry) => !INTERNALS.includes(entry));

/** src/sockets/table/socket-json.ts: a row as plain data, with its types. */
export function socketJSONSource(): string {
  const code = [
    `// Types, because no interface can be taken for a Record<string, unknown>.
/** An IPv4 or IPv6 socket as plain data. */
export type InetSocketJSON = {
${members(INET)}${members(SCTP, true)}${members(NAMED, true)}${members(ASKED, true)}${absent(UNIX)}};

/** A UNIX socket as plain data. */
export type UnixSocketJSON = {
${members(COMMON)}${members(UNIX)}${members(UNIX_ASKED, true)}${absent([...lacking(INET), ...NAMED, ...SCTP, ...INTERNALS])}};

/** One socket as plain data: what was not asked for, and what its family lacks, is absent; what its source does not know is null. */
export type SocketJSON = InetSocketJSON | UnixSocketJSON;

export function socketJSON(table: Columns, row: number): SocketJSON {
  return isUnix(table, row) ? unixJSON(table, row) : inetJSON(table, row);
}

function inetJSON(table: Columns, row: number): InetSocketJSON {
  const unknown = table.unknown[row] as number;
  const json: InetSocketJSON = {
${values(INET, 'table')}  };
  if (isSctp(table, row)) addSctp(table, row, json);
  if (table.named) addNamed(table, row, json);
  if (table.owners) json.owners = ownersOf(table, row);
  const tcpInfo = table.tcpInfo && tcpInfoJSON(table.tcpInfo.at(row));
  if (tcpInfo) json.tcpInfo = tcpInfo;
  const mptcpInfo = table.mptcpInfo && mptcpInfoJSON(table.mptcpInfo.at(row));
  if (mptcpInfo) json.mptcpInfo = mptcpInfo;
  const memory = memoryOf(table, row);
  if (memory) json.memory = memory;
  return json;
}

function addNamed(table: Columns, row: number, json: InetSocketJSON): void {
  const unknown = table.unknown[row] as number;
${NAMED.map(addOne).join('')}}

function addSctp(table: Columns, row: number, json: InetSocketJSON): void {
  const columns = table.sctp as SctpColumns;
  const unknown = table.unknown[row] as number;
${SCTP.map(([name, field]) => `  json.${name} = ${value(name, field, 'columns')};\n`).join('')}}

function unixJSON(table: Columns, row: number): UnixSocketJSON {
  const columns = table.unix;
  const unknown = table.unknown[row] as number;
  const json: UnixSocketJSON = {
${values(COMMON, 'table')}${values(UNIX, 'columns', 'columns')}  };
  if (table.owners) json.owners = ownersOf(table, row);
  const memory = memoryOf(table, row);
  if (memory) json.memory = memory;
  return json;
}
`,
  ].join('');
  return `${HEADER}${importsFor(code, OTHERS)}\n${code}`;
}

function addOne([name, field]: Entry): string {
  const read = reading(name, field, 'table', 'table', 'row');
  const plain = field.kind.is === 'id64' ? `${read}.toString()` : `(${read})`;
  return `  if (table.${name}) json.${name} = (unknown & UNKNOWN.${name}) === 0 ? ${plain} : null;\n`;
}

/** The type of a field in JSON. */
function jsonType(field: Field): string {
  if (field.kind.is === 'id64') return typeOf(field).replace('bigint', 'string');
  return typeOf(field)
    .replace(/(Tcp|Mptcp)Info \| undefined/, '$1InfoJSON')
    .replace(' | undefined', '');
}

const members = (fields: readonly Entry[], optional = false) =>
  fields.map(([name, field]) => `${docComment(field)}  ${name}${optional ? '?' : ''}: ${jsonType(field)};\n`).join('');

const absent = (fields: readonly (readonly [string, unknown])[]) =>
  fields.map(([name]) => `  ${name}?: undefined;\n`).join('');

const lacking = (fields: readonly Entry[]) => fields.filter(([, { on }]) => on === 'inet');

const values = (fields: readonly Entry[], columns: string, where = '') =>
  fields.map(([name, field]) => `    ${name}: ${value(name, field, columns, where)},\n`).join('');

/** @param where - what must be there for the row to have the field */
function value(name: string, field: Field, columns: string, where = ''): string {
  const read = reading(name, field, 'table', groupOf(field) === 'main' ? 'table' : columns, 'row');
  if (field.read) return read;
  const plain = field.kind.is === 'id64' ? `${read}.toString()` : read;
  const known = field.mayBeUnknown ? `(unknown & UNKNOWN.${name}) === 0` : '';
  const condition = [where, known].filter((part) => part !== '').join(' && ');
  if (condition === '') return plain;
  return `${condition} ? ${/ as | \?\? /.test(plain) ? `(${plain})` : plain} : null`;
}

const OTHERS = [
  "import { mptcpInfoJSON } from './mptcp-info.ts';\n",
  "import type { MptcpInfoJSON } from './mptcp-info-types.ts';\n",
  "import type { Columns, SctpColumns } from './columns.ts';\n",
  "import { tcpInfoJSON } from './tcp-info.ts';\n",
  "import type { TcpInfoJSON } from './tcp-info-types.ts';\n",
  "import type { Tls } from './tls.ts';\n",
];
