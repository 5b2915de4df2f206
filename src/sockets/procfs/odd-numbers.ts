import { U8, U32 } from '../../kernel/procfs/line-cursor.ts';
import { PROTOCOL_NUMBERS, STATE_NUMBERS, STATES } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { keepPrinted } from '../table/printed.ts';
import { UNKNOWN } from '../table/unknown.ts';
import {
  finishRow,
  INCOMPLETE,
  isWanted,
  MALFORMED,
  MOST_TICKS,
  MS_PER_TICK,
  type NetInetFile,
  type RowKind,
  UNWANTED,
  WHOLE,
} from './inet-row.ts';

/** No reference count has more: a column that has is the pointer behind it. */
export const MOST_REF_DIGITS = 7;
/** Of 32 bits in decimal. */
const MOST_INODE_DIGITS = 10;

/** Of 8 or 16 digits; a number in decimal begins with no zero. */
const POINTER = /^(?=0|.*[a-f])(?:[\da-f]{8}){1,2}$/i;

/** More than a line of the kernel's has, of any numbers. */
const MOST_BYTES = 8192;

/** The numbers behind the state, in the order of the line: hexadecimal ones, then decimal ones. */
const NUMBERS = [
  ['sendQ', U32],
  ['recvQ', U32],
  ['timer', U8],
  ['expires', MOST_TICKS],
  ['retransmits', U8],
  ['uid', U32],
  ['probes', U8],
  ['inode', U32],
] as const;
const UID = 5;

/** Without these a line is no row, as netstat takes it: of TCP up to the retransmits, of the others up to the timer's ticks. */
const NUMBER = '[ \\t]*[+-]?(?:0x(?=[\\da-f]))?[\\da-f]+(?![\\da-f])';
const ROW = new RegExp(`^${NUMBER}${NUMBER}:${NUMBER}${NUMBER}:${NUMBER}`, 'i');
const TCP_ROW = new RegExp(`${ROW.source}${NUMBER}`, 'i');

/** State, both queues, timer and ticks; all between blanks behind them is the rest. */
const COLUMNS = /^[ \t]*([^ \t]*)[ \t]+([^ \t:]*):([^ \t]*)[ \t]+([^ \t:]*):([^ \t]*)(?:[ \t]+(.*))?$/s;

/**
 * Reads the numbers of a line that are not all as every kernel prints them, from the state on, into the row behind the last: what is no number,
 * does not fit or may be another column's is unknown, and nothing else.
 */
export function readOddNumbers(
  lines: Uint8Array,
  start: number,
  end: number,
  file: NetInetFile,
  table: Columns,
): RowKind {
  const text = Buffer.from(lines.subarray(start, Math.min(end, start + MOST_BYTES))).toString('latin1');
  const state = stateOf(text);
  if (state !== STATE_NUMBERS.UNKNOWN && !isWanted(file, table, state)) return UNWANTED;
  if (!(file.protocol === PROTOCOL_NUMBERS.tcp ? TCP_ROW : ROW).test(text)) return MALFORMED;
  if (!isWanted(file, table, state)) return UNWANTED;
  const row = table.length;
  table.state[row] = state;
  const columns = columnsOf(text, end === lines.length);
  let unknown = 0;
  NUMBERS.forEach(([name, most], index) => {
    const value = index === UID ? word(columns[index]) : number(columns[index], index < UID ? 16 : 10, most);
    table[name][row] = (value ?? 0) * (name === 'expires' ? MS_PER_TICK : 1);
    if (value === undefined) unknown |= UNKNOWN[name];
  });
  finishRow(table, file, unknown);
  if (unknown === 0 && state !== STATE_NUMBERS.UNKNOWN) return WHOLE;
  keepPrinted(table, row, lines, start, end);
  return INCOMPLETE;
}

/** UNKNOWN is what has no name. */
function stateOf(text: string): number {
  const state = number(/^[ \t]*([^ \t]*)/.exec(text)?.[1], 16, STATES.length - 1);
  return state ?? STATE_NUMBERS.UNKNOWN;
}

/**
 * What stands in the columns behind the state; of one that is doubtful nothing.
 * @param last - the line has no end
 */
function columnsOf(text: string, last: boolean): (string | undefined)[] {
  const [, , sendQ, recvQ, timer, expires, behind = ''] = COLUMNS.exec(text) ?? [];
  const rest = behind.split(/[ \t]+/).filter((column) => column !== '');
  const ended = /[ \t]$/.test(text);
  const doubtful = !hasReference(rest) && !(last && isCutOff(rest, ended));
  const columns = [sendQ, recvQ, timer, expires, ...(doubtful ? [] : rest.slice(0, 4))];
  // The number that a line ends with may be cut short, and an inode then another socket's.
  if (rest.length <= 4 && !ended && !doubtful) columns.pop();
  return columns;
}

/** Each column is where it belongs when behind the inode there is the reference count: an empty one puts the pointer there, two put it farther. */
function hasReference({ 3: inode = '', 4: refCount }: readonly string[]): boolean {
  return refCount !== undefined && refCount.length <= MOST_REF_DIGITS && !POINTER.test(inode);
}

/** The file ends before the pointer does. */
function isCutOff(rest: readonly string[], ended: boolean): boolean {
  const { 3: inode = '', 4: refCount = '', length } = rest;
  if (inode.length > MOST_INODE_DIGITS || refCount.length > MOST_REF_DIGITS) return false;
  return length <= 5 || (length === 6 && !ended);
}

function number(text: string | undefined, base: 10 | 16, most: number): number | undefined {
  if (text === undefined || !(base === 16 ? /^[\da-f]+$/i : /^\d+$/).test(text)) return undefined;
  const value = Number.parseInt(text, base);
  return value <= most ? value : undefined;
}

/** Of 32 bits, which the kernel may have printed as a signed one. */
function word(text: string | undefined): number | undefined {
  if (text?.startsWith('-') !== true) return number(text, 10, U32);
  const value = number(text.slice(1), 10, 2 ** 31);
  return value === undefined ? undefined : -value >>> 0;
}
