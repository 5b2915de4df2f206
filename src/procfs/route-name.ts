import type { NextHopRecord } from '../records/route-record.ts';
import type { LineCursor } from './line-cursor.ts';

const SPACE = 0x20;

/** Skips blanks, then one word: the name of an interface, in which the kernel allows no white space. */
export function copyName(cursor: LineCursor, bytes: Uint8Array, hop: NextHopRecord): void {
  let start = cursor.at;
  while (start < cursor.end && (bytes[start] as number) <= SPACE) start++;
  let end = start;
  while (end < cursor.end && (bytes[end] as number) > SPACE) end++;
  hop.setName(bytes, start, end);
  cursor.at = end;
}
