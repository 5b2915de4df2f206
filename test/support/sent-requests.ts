import { endianness } from 'node:os';
import { messageEnds } from './fixtures.ts';
import { message, u32 } from './nlmsg.ts';

const LITTLE = endianness() === 'LE';
const NLMSG_NOOP = 1;
const NLMSG_ERROR = 2;

/** A message that was sent to the kernel. */
export interface SentRequest {
  type: number;
  flags: number;
  sequence: number;
  payload: Uint8Array;
}

/** The messages in what was sent at once. */
export function sentRequests(bytes: Uint8Array): SentRequest[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const ends = messageEnds(bytes);
  return ends.map((end, at) => {
    const start = ends[at - 1] ?? 0;
    return {
      type: view.getUint16(start + 4, LITTLE),
      flags: view.getUint16(start + 6, LITTLE),
      sequence: view.getUint32(start + 8, LITTLE),
      payload: bytes.slice(start + 16, end),
    };
  });
}

/** Whether it is the one behind a group of requests, which the kernel but acknowledges. */
export const isMarker = ({ type }: SentRequest) => type === NLMSG_NOOP;

/** The kernel's answer to a request that failed; errno 0 is an acknowledgement. */
export function errorMessage(sequence: number, errno: number): Uint8Array {
  return message(NLMSG_ERROR, u32(-errno, 88, 0, 0, 0), { sequence, flags: 0 });
}
