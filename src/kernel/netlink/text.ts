import { decodeText } from '../../base/text.ts';
import type { ReplyBytes } from './reply-bytes.ts';

const LAST_ASCII = 0x7f;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A name in bytes, which the kernel ends with NUL. */
export function decodeName(reply: ReplyBytes, from: number, to: number): string {
  let name = '';
  for (let at = from; at < to; at++) {
    const byte = reply.u8[at] as number;
    if (byte === 0) break;
    if (byte > LAST_ASCII) return decodeUtf8(reply, from, to);
    name += String.fromCharCode(byte);
  }
  return name;
}

function decodeUtf8(reply: ReplyBytes, from: number, to: number): string {
  const nul = reply.u8.subarray(from, to).indexOf(0);
  return decodeText(reply.u8.subarray(from, nul < 0 ? to : from + nul));
}

/** `02:00:5e:10:00:01`; null when there are no bytes. */
export function decodeHex(reply: ReplyBytes, from: number, to: number): string | null {
  if (from === to) return null;
  let hex = HEX[reply.u8[from] as number] as string;
  for (let at = from + 1; at < to; at++) hex += `:${HEX[reply.u8[at] as number]}`;
  return hex;
}
