import { MPTCP_INFO_FIELDS } from '../../../src/sockets/table/mptcp-info-fields.ts';
import type { StructField } from '../../../src/sockets/table/struct-fields.ts';
import { TCP_INFO_FIELDS } from '../../../src/sockets/table/tcp-info-fields.ts';
import { HEADER } from './code.ts';

type Entry = [name: string, field: StructField];

const ALL: Entry[] = Object.entries(TCP_INFO_FIELDS);

/** src/sockets/table/tcp-info-types.ts: a member for each field of the struct. */
export function tcpInfoSource(): string {
  return structSource('TcpInfo', "TCP's internals of one socket, `struct tcp_info` in `include/uapi/linux/tcp.h`", ALL);
}

/** src/sockets/table/mptcp-info-types.ts */
export function mptcpInfoSource(): string {
  const doc = 'What MPTCP knows of one connection, `struct mptcp_info` in `include/uapi/linux/mptcp.h`';
  return structSource('MptcpInfo', doc, Object.entries(MPTCP_INFO_FIELDS));
}

function structSource(name: string, doc: string, fields: readonly Entry[]): string {
  return `${HEADER}
/** ${doc}: as many as the kernel has. */
export interface ${name} {
${members(fields, ({ bits }) => (bits === 64 ? 'bigint' : 'number'))}}

/** The same as plain data: all numbers, exact up to 2^53, and null where the kernel says that there is none. */
export interface ${name}JSON {
${members(fields, ({ none }) => (none === undefined ? 'number' : 'number | null'))}}
`;
}

/** src/sockets/table/tcp-info-whole.ts: reading and writing of a whole struct, written out, for field by field takes five times as long. */
export function wholeTcpInfoSource(): string {
  return `${HEADER}import { isNumber } from './plain-values.ts';
import type { TcpInfo, TcpInfoJSON } from './tcp-info-types.ts';

/** A struct that has all fields, read, checked and written in one go: field by field takes five times as long. */

/** Its bytes. */
export const WHOLE_TCP_INFO = ${Math.max(...ALL.map(([, { at, bits }]) => at + bits / 8))};

${LONG}export function wholeTcpInfo(view: DataView, little: boolean): TcpInfo {
  return {
${ALL.map(([name, field]) => `    ${name}: ${read(field)},\n`).join('')}  };
}

${LONG}export function wholeTcpInfoJSON(view: DataView, little: boolean): TcpInfoJSON {
  return {
${ALL.map(([name, field]) => `    ${name}: ${readJSON(field)},\n`).join('')}  };
}

/** Whether all fields are there, as most records have them: numbers, those of 64 bits exact. */
${LONG}export function isWhole(info: { readonly [Name in keyof TcpInfo]?: unknown }): info is Whole {
  return ${ALL.map(([name, field]) => check(name, field)).join(' && ')};
}

type Whole = { readonly [Name in keyof TcpInfo]-?: Exclude<TcpInfoJSON[Name], undefined> };

${LONG}export function writeWhole(info: Whole, view: DataView, little: boolean): void {
${ALL.map(([name, field]) => write(name, field)).join('')}}

const WORD = 2 ** 32;

function write64(view: DataView, at: number, value: number, little: boolean): void {
  view.setUint32(at, little ? value : value / WORD, little);
  view.setUint32(at + 4, little ? value / WORD : value, little);
}
`;
}

const LONG = '// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one line a field.\n';

function read({ at, bits }: StructField): string {
  const method = { 8: 'getUint8', 16: 'getUint16', 32: 'getUint32', 64: 'getBigUint64' }[bits];
  return bits === 8 ? `view.${method}(${at})` : `view.${method}(${at}, little)`;
}

function readJSON(field: StructField): string {
  const { bits, none } = field;
  const number = bits === 64 ? `Number(${read(field)})` : read(field);
  if (none === undefined) return number;
  return `${read(field)} === ${typeof none === 'bigint' ? `${none}n` : none} ? null : ${number}`;
}

function check(name: string, { bits, none }: StructField): string {
  const number = `isNumber(info.${name}, ${bits === 64 ? 'Number.MAX_SAFE_INTEGER' : 2 ** bits - 1})`;
  return none === undefined ? number : `(info.${name} === null || ${number})`;
}

function write(name: string, { at, bits, none }: StructField): string {
  const value = `info.${name}`;
  const method = { 8: 'setUint8', 16: 'setUint16', 32: 'setUint32', 64: '' }[bits];
  const plain =
    bits === 64
      ? `write64(view, ${at}, ${value}, little);`
      : `view.${method}(${at}, ${value}${bits === 8 ? '' : ', little'});`;
  if (none === undefined) return `  ${plain}\n`;
  const all = bits === 64 ? `view.setBigUint64(${at}, ${none}n, little);` : `view.${method}(${at}, ${none}, little);`;
  return `  if (${value} === null) ${all}\n  else ${plain}\n`;
}

function members(fields: readonly Entry[], typeOf: (field: StructField) => string): string {
  return fields
    .map(([name, field]) => {
      const unit = field.unit ? ` In ${field.unit}.` : '';
      return `  /** ${field.doc}${unit} */\n  ${name}?: ${typeOf(field)};\n`;
    })
    .join('');
}
