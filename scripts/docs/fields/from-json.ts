import type { Field } from '../../../src/sockets/table/field.ts';
import { ALL, groupOf, HEADER } from './code.ts';

type Entry = [name: string, field: Field];

// Owners are of the table: they are put together for all its rows at once.
const SHOWN = ALL.filter(([, { hidden }]) => hidden === undefined);
const FILLED = SHOWN.filter(([name]) => name !== 'owners');
const isOf =
  (...rows: (Field['on'] | 'all')[]) =>
  ([, { on }]: Entry) =>
    rows.includes(on ?? 'all');
const bytesOf = (rows: 'unix' | 'sctp') =>
  FILLED.filter(isOf(rows)).flatMap(([name, { kind }]) => (kind.is === 'bytes' ? [name] : []));

/** src/sockets/table/from-json.ts: the way back of socket-json.ts, with a check of every field. */
export function fromJSONSource(): string {
  const code = `/**
 * Whether data is a socket as plain data: every field that its rows have is there, of its type and in its column's range. One that may be
 * unknown, or is to be asked for, may be missing; what is no field is passed over.
 */
export function isSocketJSON(data: unknown): data is SocketJSON {
  if (typeof data !== 'object' || data === null) return false;
  const json: UncheckedSocket = data;
  return ${checks(FILLED.filter(isOf('all')))} && isOwners(json.owners) && (json.family === 'unix' ? isUnixJSON(json) : isInetJSON(json));
}

function isInetJSON(json: UncheckedSocket): boolean {
  return ${checks(FILLED.filter(isOf('inet')))} && (json.protocol !== 'sctp' || isSctpJSON(json));
}

function isSctpJSON(json: UncheckedSocket): boolean {
  return ${checks(FILLED.filter(isOf('sctp')))};
}

function isUnixJSON(json: UncheckedSocket): boolean {
  return ${checks(FILLED.filter(isOf('unix')))};
}

/** Appends a socket to a new table that has room, and the columns for it. Its owners are the caller's business. */
export function appendJSON(table: Columns, json: SocketJSON): void {
  const row = table.length++;
  table.unknown[row] = ALL_BITS;
${puts(FILLED.filter(isOf('all')), 'table')}  const unix = json.family === 'unix';
  if (!unix) putInet(table, row, json as InetSocketJSON);
  if (table.unix && unix) putUnix(table, table.unix, row, json as UnixSocketJSON);
  else putNoPath(table.unix, row);
  if (table.sctp && json.protocol === 'sctp') putSctp(table, table.sctp, row, json as InetSocketJSON);
  else putNoAddresses(table.sctp, row);
}

/** Bytes are to be set in every row. */
function putNoPath(columns: UnixColumns | undefined, row: number): void {
${bytesOf('unix')
  .map((name) => `  columns?.${name}.set(row, NO_BYTES, 0, 0);\n`)
  .join('')}}

function putNoAddresses(columns: SctpColumns | undefined, row: number): void {
${bytesOf('sctp')
  .map(
    (name) => `  columns?.${name}.set(row, NO_BYTES, 0, 0);
`,
  )
  .join('')}}

function putInet(table: Columns, row: number, json: InetSocketJSON): void {
${puts(FILLED.filter(isOf('inet')), 'table')}}

function putSctp(table: Columns, columns: SctpColumns, row: number, json: InetSocketJSON): void {
${puts(FILLED.filter(isOf('sctp')), 'columns')}}

function putUnix(table: Columns, columns: UnixColumns, row: number, json: UnixSocketJSON): void {
${puts(FILLED.filter(isOf('unix')), 'columns')}}
`;
  return `${HEADER}${imports(code)}\n${code}`;
}

const capital = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** What a reader reads: its check and what puts it into columns are called after it. */
const readName = ({ read }: Field) => capital((read?.by ?? '').replace(/Of$/, ''));

const checks = (fields: readonly Entry[]) => fields.map(([name, field]) => check(name, field)).join(' && ');

function check(name: string, field: Field): string {
  const { kind, read, mayBeUnknown } = field;
  if (read) return `is${readName(field)}(json)`;
  const known = checkOfKind(`json.${name}`, kind);
  return mayBeUnknown ? `(isUnknown(json.${name}) || ${known})` : known;
}

function checkOfKind(value: string, kind: Field['kind']): string {
  if (kind.is === 'u8') return `isNumber(${value}, 0xff)`;
  if (kind.is === 'u16') return `isNumber(${value}, 0xffff)`;
  if (kind.is === 'u32') return `isNumber(${value}, 0xffffffff)`;
  if (kind.is === 'boolean') return `isBoolean(${value})`;
  if (kind.is === 'code') return `isName(${value}, ${kind.names})`;
  if (kind.is === 'id64') return `isText64(${value})`;
  if (kind.is === 'text') return `isText(${value}, ${kind.bytes})`;
  if (kind.is === 'address') return `isAddress(${value}, json.family)`;
  throw new Error(`${value}: a field of ${kind.is} needs a reader`);
}

const puts = (fields: readonly Entry[], columns: string) =>
  fields.map(([name, field]) => put(name, field, groupOf(field) === 'main' ? 'table' : columns)).join('');

function put(name: string, field: Field, columns: string): string {
  const { kind, read, mayBeUnknown, asked } = field;
  if (read) return `  put${readName(field)}(table, row, json);\n`;
  const column = `${columns}.${name}`;
  const bit = mayBeUnknown ? `UNKNOWN.${name}` : '0';
  if (kind.is === 'address')
    return `  parseAddress(familyNumber(json.family), json.${name}, ${column}, row * ADDRESS_BYTES);\n`;
  const putAsked = (plain: string) => (asked === 'fields' ? `  if (${column}) ${plain}` : `  ${plain}`);
  if (kind.is === 'id64') return putAsked(`putText64(table, row, ${column}, json.${name}, ${bit});\n`);
  if (kind.is === 'text') return putAsked(`putText(table, row, ${column}, json.${name}, ${kind.bytes}, ${bit});\n`);
  const plain = `putNumber(table, row, ${column}, ${numberOf(`json.${name}`, field)}, ${bit});\n`;
  return putAsked(plain);
}

function numberOf(value: string, { kind, mayBeUnknown }: Field): string {
  const known = mayBeUnknown ? `isUnknown(${value}) ? null : ` : '';
  if (kind.is === 'boolean') return `${known}Number(${value})`;
  return kind.is === 'code' ? `${known}${kind.names}.indexOf(${value} as ${kind.type})` : value;
}

const VALUES = [
  'familyNumber',
  'isAddress',
  'isBoolean',
  'isName',
  'isNumber',
  'isText',
  'isText64',
  'isUnknown',
  'putNumber',
  'putText',
  'putText64',
];

function imports(code: string): string {
  const codes = ALL.flatMap(([, { kind }]) => (kind.is === 'code' ? [kind.names, `type ${kind.type}`] : []));
  const own = FILLED.flatMap(([, field]) => (field.read ? [`is${readName(field)}`, `put${readName(field)}`] : []));
  return `import { parseAddress } from '../../base/parse-address.ts';
import { ${[...new Set(codes)].join(', ')} } from '../../uapi/sockets.ts';
import type { Columns, SctpColumns, UnixColumns } from './columns.ts';
import { isOwners } from './plain-owners.ts';
import { ${own.join(', ')}, type UncheckedSocket } from './plain-fields.ts';
import { NO_BYTES, ${VALUES.filter((name) => code.includes(`${name}(`)).join(', ')} } from './plain-values.ts';
import { ADDRESS_BYTES } from './sctp.ts';
import type { InetSocketJSON, SocketJSON, UnixSocketJSON } from './socket-json.ts';
import { ALL_BITS, UNKNOWN } from './unknown.ts';
`;
}
