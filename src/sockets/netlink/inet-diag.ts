import { malformedReply } from '../../base/errors.ts';
import { align } from '../../kernel/netlink/align.ts';
import { ATTRIBUTE_HEADER, ATTRIBUTE_TYPE_MASK, Attributes, badAttribute } from '../../kernel/netlink/attributes.ts';
import { HEADER_LENGTH } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { PROTOCOL_NUMBERS, STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { clearAsked } from '../table/copy-fields.ts';
import { ASKED_BITS, UNKNOWN } from '../table/unknown.ts';
import { decodeAsked } from './asked-attributes.ts';
import { INET_DIAG_INFO } from './inet-request.ts';

/**
 * `struct inet_diag_msg`: offsets into the payload. The id's ports and addresses are in network order, all else in the
 * machine's.
 */
export const MSG_LENGTH = 72;
const FAMILY = 0;
const STATE = 1;
const TIMER = 2;
const RETRANS = 3;
const LOCAL_PORT = 4;
const REMOTE_PORT = 6;
const LOCAL_ADDRESS = 8;
const REMOTE_ADDRESS = 24;
const INTERFACE = 40;
const COOKIE = 44;
const EXPIRES = 52;
const RQUEUE = 56;
const WQUEUE = 60;
const UID = 64;
const INODE = 68;

/** Attributes that are sent unasked, `INET_DIAG_*`. */
const INET_DIAG_SHUTDOWN = 8;
const INET_DIAG_PROTOCOL = 10;
const INET_DIAG_SKV6ONLY = 11;

const TIMER_ON = 1;
const TIMER_KEEPALIVE = 2;
const TIMER_TIMEWAIT = 3;
const TIMER_PROBE = 4;

const LISTEN = STATE_NUMBERS.LISTEN;
/** What only an attribute tells. */
const IN_ATTRIBUTES = UNKNOWN.shutdown | UNKNOWN.v6only | UNKNOWN.memory | ASKED_BITS;
const OPERATION = 'inet_diag';
const attributes = new Attributes(OPERATION);
const NO_BYTES = new Uint8Array(0);

/** The fewest bytes a message can take: what a table for a chunk of a given length must have room for. */
export const MIN_INET_MESSAGE = HEADER_LENGTH + MSG_LENGTH;

/** Appends one `inet_diag_msg` to a table that has room. Longer structs and unknown attributes are accepted. */
export function decodeInetDiag(reply: ReplyBytes, start: number, end: number, protocol: number, table: Columns): void {
  if (end - start < MSG_LENGTH) throw malformedReply(OPERATION, end - start, MSG_LENGTH);
  const { u8, u32 } = reply;
  const row = table.length;
  table.family[row] = u8[start + FAMILY] as number;
  table.protocol[row] = protocol;
  table.state[row] = u8[start + STATE] as number;
  table.localPort[row] = ((u8[start + LOCAL_PORT] as number) << 8) | (u8[start + LOCAL_PORT + 1] as number);
  table.remotePort[row] = ((u8[start + REMOTE_PORT] as number) << 8) | (u8[start + REMOTE_PORT + 1] as number);
  for (let i = 0; i < 4; i++) {
    table.localAddressWords[4 * row + i] = u32[((start + LOCAL_ADDRESS) >> 2) + i] as number;
    table.remoteAddressWords[4 * row + i] = u32[((start + REMOTE_ADDRESS) >> 2) + i] as number;
  }
  table.interface[row] = u32[(start + INTERFACE) >> 2] as number;
  table.cookie[2 * row] = u32[(start + COOKIE) >> 2] as number;
  table.cookie[2 * row + 1] = u32[(start + COOKIE + 4) >> 2] as number;
  const uid = u32[(start + UID) >> 2] as number;
  const inode = u32[(start + INODE) >> 2] as number;
  table.uid[row] = uid;
  table.inode[row] = inode;
  decodeQueues(reply, start, table, row);
  decodeTimer(reply, start, table, row);
  // The kernel says user 0 of a socket without a file, whoever made it.
  decodeAttributes(reply, start + MSG_LENGTH, end, table, row, uid === 0 && inode === 0 ? UNKNOWN.uid : 0);
  table.length = row + 1;
}

/**
 * Appends a socket that the kernel reports as freed. The message is the same, but says of which protocol it is; before Linux 4.10
 * it does not, and then only TCP has INET_DIAG_INFO.
 */
export function decodeDestroyed(reply: ReplyBytes, start: number, end: number, table: Columns): void {
  if (end - start < MSG_LENGTH) throw malformedReply(OPERATION, end - start, MSG_LENGTH);
  let said: number | undefined;
  let guessed = PROTOCOL_NUMBERS.udp;
  attributes.reset(reply, start + MSG_LENGTH, end);
  while (attributes.next()) {
    if (attributes.type === INET_DIAG_PROTOCOL && attributes.length > 0) said = attributes.u8();
    else if (attributes.type === INET_DIAG_INFO) guessed = PROTOCOL_NUMBERS.tcp;
  }
  decodeInetDiag(reply, start, end, said ?? guessed, table);
}

/** The kernel puts a listening socket's limit of waiting connections where other states have their send queue. */
function decodeQueues({ u8, u32 }: ReplyBytes, start: number, table: Columns, row: number): void {
  const listening = u8[start + STATE] === LISTEN;
  const wqueue = u32[(start + WQUEUE) >> 2] as number;
  table.recvQ[row] = u32[(start + RQUEUE) >> 2] as number;
  table.sendQ[row] = listening ? 0 : wqueue;
  table.backlog[row] = listening ? wqueue : 0;
}

/** One field counts what the running timer counts: retransmits, or probes. tcp_info, when it was asked for, has both. */
function decodeTimer({ u8, u32 }: ReplyBytes, start: number, table: Columns, row: number): void {
  const timer = u8[start + TIMER] as number;
  const count = u8[start + RETRANS] as number;
  // Newer kernels have 5, the delayed ACK; /proc never shows it, and no other tool's user expects it.
  table.timer[row] = timer > TIMER_PROBE ? 0 : timer;
  table.expires[row] = timer > TIMER_PROBE ? 0 : (u32[(start + EXPIRES) >> 2] as number);
  table.retransmits[row] = timer === TIMER_ON || timer === TIMER_TIMEWAIT ? count : 0;
  table.probes[row] = timer === TIMER_KEEPALIVE || timer === TIMER_PROBE ? count : 0;
}

/**
 * A loop of its own, for every socket goes through it: 100,000 that have what is always there take it 7.3 ms, and Attributes 8.3.
 */
function decodeAttributes(
  reply: ReplyBytes,
  start: number,
  end: number,
  table: Columns,
  row: number,
  unknownUid: number,
): void {
  const asked = table.named || table.memory !== undefined || table.tcpInfo !== undefined;
  let unknown: number = (table.state[row] === LISTEN ? IN_ATTRIBUTES : IN_ATTRIBUTES | UNKNOWN.backlog) | unknownUid;
  table.shutdown[row] = 0;
  table.v6only[row] = 0;
  // A row has no bytes until its attribute says otherwise.
  if (asked) {
    table.tcpInfo?.set(row, NO_BYTES, 0, 0);
    table.mptcpInfo?.set(row, NO_BYTES, 0, 0);
  }
  const { u8, u16 } = reply;
  for (let at = start; at < end; ) {
    const length = u16[at >> 1] as number;
    // Of the reply's last byte alone there is no length: undefined.
    if (!(length >= ATTRIBUTE_HEADER && length <= end - at)) throw badAttribute(reply, at, end, OPERATION);
    const type = (u16[(at >> 1) + 1] as number) & ATTRIBUTE_TYPE_MASK;
    if (type === INET_DIAG_SHUTDOWN && length > ATTRIBUTE_HEADER) {
      table.shutdown[row] = u8[at + ATTRIBUTE_HEADER] as number;
      unknown &= ~UNKNOWN.shutdown;
    } else if (type === INET_DIAG_SKV6ONLY && length > ATTRIBUTE_HEADER) {
      table.v6only[row] = u8[at + ATTRIBUTE_HEADER] === 0 ? 0 : 1;
      unknown &= ~UNKNOWN.v6only;
    } else if (asked) {
      unknown &= ~decodeAsked(reply, at, end, table, row);
    }
    at += align(length);
  }
  table.unknown[row] = unknown;
  if (asked) clearAsked(table, row);
}
