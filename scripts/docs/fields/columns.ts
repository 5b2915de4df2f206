import type { Field } from '../../../src/sockets/table/field.ts';
import { ALL, columnComment, columnOf, groupOf, HEADER, nameList } from './code.ts';

type Group = ReturnType<typeof groupOf>;
type Entry = (typeof ALL)[number];

/** Fields with a column, of one group. */
const inGroup = (group: Group) => ALL.filter(([, field]) => groupOf(field) === group && columnOf(field) !== undefined);

/** src/sockets/table/columns.ts: the columns, a typed array or bytes a field. */
export function columnsSource(): string {
  return `${HEADER}${IMPORTS}
/** The columns only UNIX sockets have. */
export class UnixColumns {
${declarations('unix')}
  constructor(rows: number) {
${allocations('unix')}  }
}

/**
 * The columns only SCTP has. A row is an endpoint, which is a socket and has only local addresses, or one of the associations
 * of a socket, which all have its inode and its cookie.
 */
export class SctpColumns {
${declarations('sctp')}
  constructor(rows: number) {
${allocations('sctp')}  }
}

${COLUMNS_DOC}export class Columns {
  length = 0;
  readonly capacity: number;

  /** Which fields of the row its source does not know: bits of UNKNOWN. The columns of these hold 0. */
  readonly unknown: Uint32Array;
  /** Whether there are columns that were asked for by their names. */
  readonly named: boolean;
${declarations('main')}${declarations('fields')}${ASKED}
  constructor(rows: number, report: ScanReport, options: TableOptions = {}) {
    this.capacity = rows;
    this.report = report;
    this.unknown = new Uint32Array(rows);
    this.named = options.fields !== undefined && options.fields.length > 0;
${allocations('main')}${allocations('fields')}${ASKED_ALLOCATIONS}  }
}

/** The columns of every table, each a typed array of one or more elements a row. */
export const COLUMNS = ${nameList(['unknown', ...arrays('main')])} as const;

/** Likewise of UnixColumns. */
export const UNIX_COLUMNS = ${nameList(arrays('unix'))} as const;

/** Likewise of SctpColumns. */
export const SCTP_COLUMNS = ${nameList(arrays('sctp'))} as const;

/** Those of SctpColumns that are bytes. */
export const SCTP_ADDRESSES = ${nameList(bytes('sctp'))} as const;
`;
}

/** src/sockets/table/copy-fields.ts: the copying of a row, written out, for a loop over names takes ten times as long. */
export function copySource(): string {
  const main = inGroup('main').flatMap(([name, field]) => copies('from', 'to', name, field));
  return `${HEADER}import { type Columns, MEMORY_WORDS, type SctpColumns, type UnixColumns } from './columns.ts';
import type { NumberColumn } from './number-column.ts';
import { UNKNOWN } from './unknown.ts';

/** Copies every column that is no BytesColumn, and the groups of them that both tables have. */
export function copyFields(from: Columns, row: number, to: Columns, at: number): void {
  to.unknown[at] = from.unknown[row] as number;
${main.join('')}  if (to.named) copyNamed(from, row, to, at);
  if (from.unix && to.unix) copyUnix(from.unix, row, to.unix, at);
  if (from.sctp && to.sctp) copySctp(from.sctp, row, to.sctp, at);
  if (to.memory) copyElements(from.memory, row, to.memory, at, MEMORY_WORDS);
}

/** Makes 0 what a query asks for and a row does not know: a table that is filled again holds what another socket had. */
export function clearAsked(table: Columns, row: number): void {
  const unknown = table.unknown[row] as number;
  if (table.named) clearNamed(table, row, unknown);
  if (table.memory && (unknown & UNKNOWN.memory) !== 0) clearElements(table.memory, row, MEMORY_WORDS);
}

/** Whether what a query asks for by its name is as it was; what is not told now counts as such. */
export function hasSameAsked(known: Columns, at: number, table: Columns, row: number): boolean {
  if (!known.named || !table.named) return true;
  const unknown = table.unknown[row] as number;
  return (
${inGroup('fields').map(isSame).join(' &&\n')}
  );
}

function copyNamed(from: Columns, row: number, to: Columns, at: number): void {
${inGroup('fields').map(copyAsked).join('')}}

function clearNamed(table: Columns, row: number, unknown: number): void {
${inGroup('fields').map(clearOne).join('')}}

function copyUnix(from: UnixColumns, row: number, to: UnixColumns, at: number): void {
${inGroup('unix')
  .flatMap(([name, field]) => copies('from', 'to', name, field))
  .join('')}}

function copySctp(from: SctpColumns, row: number, to: SctpColumns, at: number): void {
${inGroup('sctp')
  .flatMap(([name, field]) => copies('from', 'to', name, field))
  .join('')}}

function copyElements(from: NumberColumn | undefined, row: number, to: NumberColumn, at: number, width: number): void {
  for (let i = 0; i < width; i++) to[at * width + i] = from?.[row * width + i] ?? 0;
}

function clearElements(column: NumberColumn, row: number, width: number): void {
  for (let i = 0; i < width; i++) column[row * width + i] = 0;
}

function hasSameElements(known: NumberColumn, at: number, column: NumberColumn, row: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (known[at * width + i] !== column[row * width + i]) return false;
  return true;
}
`;
}

/** src/sockets/table/unknown.ts: a bit for each field that a source may not know. */
export function unknownSource(): string {
  const bits = ALL.filter(([, field]) => field.mayBeUnknown).map(([name], bit) => `  ${name}: 1 << ${bit},\n`);
  const asked = inGroup('fields').map(([name]) => `UNKNOWN.${name}`);
  return `${HEADER}
/**
 * Bits of a row's word in the column \`unknown\`: a bit is set where the row's source does not know the field, whose column then
 * holds 0. No value of a column means "unknown", because every value can be one of the field's own.
 */
export const UNKNOWN = {
${bits.join('')}} as const;

/** All of them. */
export const ALL_BITS = ${2 ** bits.length - 1};

/** The bits of all fields that a query asks for by their names: set, until a decoder finds the field. */
export const ASKED_BITS: number = ${asked.join(' | ')};
`;
}

function declarations(group: Group): string {
  return inGroup(group)
    .map(([name, field]) => `${columnComment(field)}${declaration(name, field)}`)
    .join('');
}

function declaration(name: string, field: Field): string {
  if (field.asked === 'fields') return `  readonly ${name}: ${columnOf(field)?.type} | undefined;\n`;
  if (field.kind.is !== 'address') return `  readonly ${name}: ${columnOf(field)?.type};\n`;
  const words = `  /** The same as 32-bit words, four a row: how the decoders fill it. */\n  readonly ${name}Words: Uint32Array;\n`;
  return `  readonly ${name}: Uint8Array;\n${words}`;
}

function allocations(group: Group): string {
  return inGroup(group)
    .map(([name, field]) => {
      const { type, width } = columnOf(field) as { type: string; width: number };
      const rows = width === 1 ? 'rows' : `rows * ${width}`;
      if (field.asked === 'fields') return allocateAsked(name, `new ${type}(${rows})`);
      if (field.kind.is !== 'address') return `    this.${name} = new ${type}(${rows});\n`;
      const view = `    this.${name} = new Uint8Array(this.${name}Words.buffer);\n`;
      return `    this.${name}Words = new ${type}(${rows});\n${view}`;
    })
    .join('');
}

/** src/sockets/table/asked-fields.ts: the fields a query asks for by their names. */
export function askedSource(): string {
  return `${HEADER}
/** Fields that a query asks for by their names, each a column. */
export const ASKED_FIELDS = ${nameList(arrays('fields'))} as const;

export type AskedField = (typeof ASKED_FIELDS)[number];
`;
}

const allocateAsked = (name: string, made: string) =>
  `    this.${name} = options.fields?.includes('${name}') ? ${made} : undefined;\n`;

const widthOf = (field: Field) => columnOf(field)?.width ?? 1;

function copyAsked([name, field]: Entry): string {
  const width = widthOf(field);
  if (width === 1) return `  if (to.${name}) to.${name}[at] = from.${name}?.[row] ?? 0;\n`;
  return `  if (to.${name}) copyElements(from.${name}, row, to.${name}, at, ${width});\n`;
}

function clearOne([name, field]: Entry): string {
  const isUnknown = `table.${name} && (unknown & UNKNOWN.${name}) !== 0`;
  return `  if (${isUnknown}) clearElements(table.${name}, row, ${widthOf(field)});\n`;
}

function isSame([name, field]: Entry): string {
  const same = `hasSameElements(known.${name}, at, table.${name}, row, ${widthOf(field)})`;
  return `(!known.${name} || !table.${name} || (unknown & UNKNOWN.${name}) !== 0 || ${same})`;
}

function copies(from: string, to: string, name: string, field: Field): string[] {
  const { width } = columnOf(field) as { width: number };
  if (field.kind.is === 'bytes') return [];
  if (width === 1) return [`  ${to}.${name}[at] = ${from}.${name}[row] as number;\n`];
  const column = field.kind.is === 'address' ? `${name}Words` : name;
  return Array.from({ length: width }, (_, i) => {
    const plus = i === 0 ? '' : ` + ${i}`;
    return `  ${to}.${column}[${width} * at${plus}] = ${from}.${column}[${width} * row${plus}] as number;\n`;
  });
}

const arrays = (group: Group) =>
  inGroup(group)
    .filter(([, { kind }]) => kind.is !== 'bytes')
    .map(([name, { kind }]) => (kind.is === 'address' ? `${name}Words` : name));

const bytes = (group: Group) =>
  inGroup(group)
    .filter(([, { kind }]) => kind.is === 'bytes')
    .map(([name]) => name);

const IMPORTS = `import { BytesColumn } from './bytes-column.ts';
import type { OwnerChains } from './owner-chains.ts';
import type { ScanReport } from './report.ts';
import type { RateColumns } from './rates.ts';
import type { TableOptions } from './table-options.ts';

/** Numbers in INET_DIAG_SKMEMINFO, \`SK_MEMINFO_VARS\` in \`include/uapi/linux/sock_diag.h\`. */
export const MEMORY_WORDS = 9;
`;

const COLUMNS_DOC = `/**
 * Sockets as a struct of arrays: row \`i\` is index \`i\` of every column. Both sources fill it. Only the first \`length\` rows are
 * valid while it is being filled; a table that a query returns is exactly that long.
 */
`;

const ASKED = `
  readonly unix: UnixColumns | undefined;
  readonly sctp: SctpColumns | undefined;
  /** \`struct tcp_info\` of each row as the kernel sent it; no bytes where it sent none. */
  readonly tcpInfo: BytesColumn | undefined;
  /** \`struct mptcp_info\` likewise, only in tables that have rows of MPTCP. */
  readonly mptcpInfo: BytesColumn | undefined;
  /** MEMORY_WORDS words a row, where the kernel sent them. */
  readonly memory: Uint32Array | undefined;

  /** Index of a row's first owner in \`owners\`, or NO_OWNER. */
  firstOwner: Uint32Array | undefined;
  owners: OwnerChains | undefined;
  /** What moves a second, from one of snapshots() to the next, where that was asked for. */
  rates: RateColumns | undefined;
  /** What /proc prints of the rows whose numbers do not all fit their fields, by row; only in the batches that its parsers fill. */
  printed: Map<number, string> | undefined;
  /** The last row has a name within which its file of /proc ends, so that it may be another one's; likewise. */
  endsCut = false;
  readonly report: ScanReport;
`;

const ASKED_ALLOCATIONS = `    this.unix = options.unix ? new UnixColumns(rows) : undefined;
    this.sctp = options.sctp ? new SctpColumns(rows) : undefined;
    this.tcpInfo = options.tcpInfo ? new BytesColumn(rows) : undefined;
    this.mptcpInfo = options.tcpInfo && options.mptcp ? new BytesColumn(rows) : undefined;
    this.memory = options.memory ? new Uint32Array(rows * MEMORY_WORDS) : undefined;
`;
