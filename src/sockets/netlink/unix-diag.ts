import { malformedReply } from '../../base/errors.ts';
import { Attributes } from '../../kernel/netlink/attributes.ts';
import { HEADER_LENGTH } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { AF_UNIX, SO_ACCEPTCON, STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { Columns, UnixColumns } from '../table/columns.ts';
import { clearAsked } from '../table/copy-fields.ts';
import { ASKED_BITS, UNKNOWN } from '../table/unknown.ts';
import { decodeMemory } from './asked-attributes.ts';

/** `struct unix_diag_msg`: family, type, state, pad, ino, cookie. */
const MSG_LENGTH = 16;
const TYPE = 1;
const STATE = 2;
const INODE = 4;
const COOKIE = 8;

/** Attributes, `UNIX_DIAG_*`. */
const UNIX_DIAG_NAME = 0;
const UNIX_DIAG_PEER = 2;
const UNIX_DIAG_RQLEN = 4;
const UNIX_DIAG_MEMINFO = 5;
const UNIX_DIAG_SHUTDOWN = 6;
const UNIX_DIAG_UID = 7;

/** The fewest bytes an attribute's value can take. */
const LEAST: Readonly<Record<number, number>> = {
  [UNIX_DIAG_PEER]: 4,
  [UNIX_DIAG_RQLEN]: 8,
  [UNIX_DIAG_SHUTDOWN]: 1,
  [UNIX_DIAG_UID]: 4,
};

const LISTEN = STATE_NUMBERS.LISTEN;
/** What sock_diag never tells of a UNIX socket, and what only an attribute tells. */
const NOT_SAID = UNKNOWN.interface | UNKNOWN.v6only | UNKNOWN.refCount | ASKED_BITS;
const QUEUES = UNKNOWN.recvQ | UNKNOWN.sendQ;
const IN_ATTRIBUTES = UNKNOWN.shutdown | UNKNOWN.uid | UNKNOWN.memory | UNKNOWN.backlog | QUEUES;
const OPERATION = 'unix_diag';
const attributes = new Attributes(OPERATION);

export const MIN_UNIX_MESSAGE = HEADER_LENGTH + MSG_LENGTH;

/** Appends one `unix_diag_msg` to a table that has room and the columns of UNIX sockets. */
export function decodeUnixDiag(reply: ReplyBytes, start: number, end: number, table: Columns): void {
  if (end - start < MSG_LENGTH) throw malformedReply(OPERATION, end - start, MSG_LENGTH);
  const { u8, u32 } = reply;
  const row = table.length;
  const unix = table.unix as UnixColumns;
  const state = u8[start + STATE] as number;
  table.family[row] = AF_UNIX;
  table.state[row] = state;
  table.inode[row] = u32[(start + INODE) >> 2] as number;
  table.cookie[2 * row] = u32[(start + COOKIE) >> 2] as number;
  table.cookie[2 * row + 1] = u32[(start + COOKIE + 4) >> 2] as number;
  table.interface[row] = 0;
  table.v6only[row] = 0;
  unix.type[row] = u8[start + TYPE] as number;
  unix.flags[row] = state === LISTEN ? SO_ACCEPTCON : 0;
  unix.refCount[row] = 0;
  unix.peerInode[row] = 0;
  attributes.reset(reply, start + MSG_LENGTH, end);
  decodeAttributes(table, unix, row);
  table.length = row + 1;
}

function decodeAttributes(table: Columns, unix: UnixColumns, row: number): void {
  let unknown = NOT_SAID | IN_ATTRIBUTES;
  const { u8 } = attributes.reply;
  table.shutdown[row] = table.backlog[row] = table.recvQ[row] = table.sendQ[row] = table.uid[row] = 0;
  table.tcpInfo?.set(row, u8, 0, 0);
  unix.path.set(row, u8, 0, 0);
  while (attributes.next()) {
    const { type, from, to, length } = attributes;
    const least = LEAST[type] ?? 0;
    if (length < least) throw attributes.tooShort(least);
    if (type === UNIX_DIAG_NAME) unix.path.set(row, u8, from, nameEnd(u8, from, to));
    else if (type === UNIX_DIAG_PEER) unix.peerInode[row] = attributes.u32();
    else if (type === UNIX_DIAG_RQLEN) unknown &= ~decodeQueues(table, row);
    else if (type === UNIX_DIAG_SHUTDOWN) {
      table.shutdown[row] = attributes.u8();
      unknown &= ~UNKNOWN.shutdown;
    } else if (type === UNIX_DIAG_UID) {
      table.uid[row] = attributes.u32();
      unknown &= ~UNKNOWN.uid;
    } else if (type === UNIX_DIAG_MEMINFO && table.memory && length >= 4) {
      decodeMemory(attributes, table.memory, row);
      unknown &= ~UNKNOWN.memory;
    }
  }
  table.unknown[row] = unknown;
  clearAsked(table, row);
}

/** The kernel counts the NUL behind a path as part of the name. An abstract name begins with one, and all its bytes count. */
function nameEnd(u8: Uint8Array, from: number, to: number): number {
  return to > from && u8[from] !== 0 && u8[to - 1] === 0 ? to - 1 : to;
}

/** `struct unix_diag_rqlen`: of a listening socket the waiting connections and their limit, else bytes. Returns what it told. */
function decodeQueues(table: Columns, row: number): number {
  const listening = table.state[row] === LISTEN;
  const wqueue = attributes.u32(4);
  table.recvQ[row] = attributes.u32();
  table.sendQ[row] = listening ? 0 : wqueue;
  table.backlog[row] = listening ? wqueue : 0;
  return listening ? QUEUES | UNKNOWN.backlog : QUEUES;
}
