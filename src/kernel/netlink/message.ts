import { malformedReply, systemError } from '../../base/errors.ts';
import { decodeText } from '../../base/text.ts';
import { align } from './align.ts';
import { ATTRIBUTE_HEADER, Attributes } from './attributes.ts';
import type { ReplyBytes } from './reply-bytes.ts';

/** Message types and flags, `include/uapi/linux/netlink.h`. */
export const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
export const NLM_F_DUMP = 0x300;
const NLM_F_DUMP_INTR = 0x10;
const NLM_F_CAPPED = 0x100;
const NLM_F_ACK_TLVS = 0x200;
export const NLMSG_NOOP = 1;
const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLMSGERR_ATTR_MSG = 1;

export const HEADER_LENGTH = 16;

/** How a walk over a part of a reply ended. */
export interface WalkResult {
  /** NLMSG_DONE was there: the reply is complete. */
  done: boolean;
  /** NLM_F_DUMP_INTR was set: the kernel's table changed during the dump. */
  interrupted: boolean;
}

/** Called for each message that carries data; its payload is `reply`'s bytes from `start` to `end`. */
export type OnMessage = (reply: ReplyBytes, start: number, end: number, type: number) => void;

/**
 * Walks the messages of a reply. Throws SockdiagError for NLMSG_ERROR and for an NLMSG_DONE that carries an errno, with the
 * kernel's text when it sent one, and ERR_MALFORMED_REPLY for a length that does not fit.
 * @param operation - names the request in errors
 */
export function walkMessages(reply: ReplyBytes, operation: string, onMessage: OnMessage): WalkResult {
  const result: WalkResult = { done: false, interrupted: false };
  for (let at = 0; at < reply.length; ) {
    const length = messageLength(reply, at, operation);
    const type = messageType(reply, at);
    const flags = reply.u16[(at >> 1) + 3] as number;
    if ((flags & NLM_F_DUMP_INTR) !== 0) result.interrupted = true;
    if (type === NLMSG_DONE || type === NLMSG_ERROR) {
      throwIfFailed(reply, at, length, operation);
      result.done = true;
    } else if (type !== NLMSG_NOOP) {
      onMessage(reply, at + HEADER_LENGTH, at + length, type);
    }
    at += align(length);
  }
  return result;
}

/** The checked length of the message at `at`, header included. */
export function messageLength(reply: ReplyBytes, at: number, operation: string): number {
  if (reply.length - at < HEADER_LENGTH) throw malformedReply(operation, reply.length - at, HEADER_LENGTH);
  const length = reply.u32[at >> 2] as number;
  if (length < HEADER_LENGTH) throw malformedReply(operation, length, HEADER_LENGTH);
  if (length > reply.length - at) throw malformedReply(operation, reply.length - at, length);
  return length;
}

export function messageType(reply: ReplyBytes, at: number): number {
  return reply.u16[(at >> 1) + 2] as number;
}

/** The number of the request that is answered; 0 in what is sent to a group. */
export function messageSequence(reply: ReplyBytes, at: number): number {
  return reply.u32[(at >> 2) + 2] as number;
}

/** What the payload of an NLMSG_ERROR says; 0 is an acknowledgement. */
export function messageErrno(reply: ReplyBytes, start: number, end: number): number {
  return end - start < 4 ? 0 : -((reply.u32[start >> 2] as number) | 0);
}

/** NLMSG_DONE and NLMSG_ERROR both begin with an int: 0 or a negative errno. A missing diag module answers with the former. */
function throwIfFailed(reply: ReplyBytes, at: number, length: number, operation: string): void {
  if (length < HEADER_LENGTH + 4) {
    // Kernels before 2.6.25 end a dump without a status.
    if (reply.u16[(at >> 1) + 2] === NLMSG_DONE) return;
    throw malformedReply(operation, length, HEADER_LENGTH + 4);
  }
  const errno = -((reply.u32[(at + HEADER_LENGTH) >> 2] as number) | 0);
  if (errno > 0) throw systemError(operation, errno, extendedText(reply, at, length, operation));
}

/** NLMSGERR_ATTR_MSG: the kernel's own explanation. In NLMSG_ERROR it follows a copy of the request, whole or capped. */
function extendedText(reply: ReplyBytes, at: number, length: number, operation: string): string | undefined {
  const flags = reply.u16[(at >> 1) + 3] as number;
  if ((flags & NLM_F_ACK_TLVS) === 0) return undefined;
  let start = at + HEADER_LENGTH + 4;
  if (reply.u16[(at >> 1) + 2] === NLMSG_ERROR) {
    const left = at + length - start;
    // Before its length is read: behind this message lies another one.
    if (left < HEADER_LENGTH) throw malformedReply(operation, left, HEADER_LENGTH);
    const request = flags & NLM_F_CAPPED ? HEADER_LENGTH : (reply.u32[start >> 2] as number);
    if (request > left) throw malformedReply(operation, left, request);
    start += align(request);
  }
  const attributes = new Attributes(operation);
  attributes.reset(reply, start, at + length);
  let text: string | undefined;
  while (attributes.next()) {
    const { type, from, to } = attributes;
    if (type === NLMSGERR_ATTR_MSG) text = decodeText(reply.u8.subarray(from, to)).replace(/\0$/, '');
  }
  return text;
}

/** A request: one message with its header. The kernel's answers carry the same sequence number. */
export function buildRequest(type: number, flags: number, payload: Uint8Array, sequence = SEQUENCE): Uint8Array {
  const buffer = new ArrayBuffer(align(HEADER_LENGTH + payload.length));
  const bytes = new Uint8Array(buffer);
  new Uint32Array(buffer)[0] = bytes.length;
  new Uint16Array(buffer)[2] = type;
  new Uint16Array(buffer)[3] = flags;
  new Uint32Array(buffer)[2] = sequence;
  bytes.set(payload, HEADER_LENGTH);
  return bytes;
}

/**
 * A request for all of a table.
 * @param header - the struct the type wants, as `struct rtmsg`
 * @param attribute - one behind it, of 32 bits
 */
export function buildDumpRequest(
  type: number,
  header: Uint8Array,
  attribute?: [type: number, value: number],
): Uint8Array {
  const payload = new Uint8Array(align(header.length) + (attribute ? WORD_ATTRIBUTE_LENGTH : 0));
  payload.set(header);
  if (attribute) {
    const at = align(header.length);
    new Uint16Array(payload.buffer, at, 2).set([WORD_ATTRIBUTE_LENGTH, attribute[0]]);
    new Uint32Array(payload.buffer, at + ATTRIBUTE_HEADER, 1)[0] = attribute[1];
  }
  return buildRequest(type, NLM_F_REQUEST | NLM_F_DUMP, payload);
}

const WORD_ATTRIBUTE_LENGTH = ATTRIBUTE_HEADER + 4;

// Every request has a socket of its own, so one number tells its answers from a stranger's as well as any.
const SEQUENCE = 0x50c4d1a6;
