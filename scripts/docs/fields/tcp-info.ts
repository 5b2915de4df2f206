import { TCP_INFO_FIELDS, type TcpInfoSpec } from '../../../src/sockets/table/tcp-info-fields.ts';
import { HEADER } from './code.ts';

const ALL = Object.entries(TCP_INFO_FIELDS) as [string, TcpInfoSpec][];

/** src/sockets/table/tcp-info-types.ts: a member for each field of the struct. */
export function tcpInfoSource(): string {
  return `${HEADER}
/** TCP's internals of one socket, \`struct tcp_info\` in \`include/uapi/linux/tcp.h\`: as many as the kernel has. */
export interface TcpInfo {
${members(({ bits }) => (bits === 64 ? 'bigint' : 'number'))}}

/** The same as plain data: all numbers, exact up to 2^53, and null where the kernel says that there is none. */
export interface TcpInfoJSON {
${members(({ none }) => (none === undefined ? 'number' : 'number | null'))}}

/** Bytes of a struct that has all of these. */
export const WHOLE_TCP_INFO = ${Math.max(...ALL.map(([, { at, bits }]) => at + bits / 8))};

/** A struct that is whole, read in one go: field by field takes five times as long. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one line a field.
export function wholeTcpInfoJSON(view: DataView, little: boolean): TcpInfoJSON {
  return {
${ALL.map(([name, field]) => `    ${name}: ${read(field)},\n`).join('')}  };
}
`;
}

function read({ at, bits, none }: TcpInfoSpec): string {
  const method = { 8: 'getUint8', 16: 'getUint16', 32: 'getUint32', 64: 'getBigUint64' }[bits];
  const value = bits === 8 ? `view.${method}(${at})` : `view.${method}(${at}, little)`;
  const number = bits === 64 ? `Number(${value})` : value;
  if (none === undefined) return number;
  return `${value} === ${typeof none === 'bigint' ? `${none}n` : none} ? null : ${number}`;
}

function members(typeOf: (field: TcpInfoSpec) => string): string {
  return ALL.map(([name, field]) => {
    const unit = field.unit ? ` In ${field.unit}.` : '';
    return `  /** ${field.doc}${unit} */\n  ${name}?: ${typeOf(field)};\n`;
  }).join('');
}
