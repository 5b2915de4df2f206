import { isInterfaceName } from '../../base/interface-name.ts';
import type { LineCursor } from '../../kernel/procfs/line-cursor.ts';
import type { NextHopRecord } from '../route-record.ts';

const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/**
 * Skips blanks, then one word: the name of an interface. The kernel allows no white space in it, but every other control character.
 * @returns whether it can be one; else it is unknown
 */
export function copyName(cursor: LineCursor, bytes: Uint8Array, hop: NextHopRecord): boolean {
  let start = cursor.at;
  while (start < cursor.end && isSpace(bytes[start] as number)) start++;
  let end = start;
  while (end < cursor.end && !isSpace(bytes[end] as number)) end++;
  cursor.at = end;
  const isName = isInterfaceName(bytes, start, end);
  if (isName) hop.setName(bytes, start, end);
  return isName;
}

/** What `isspace` of `include/linux/ctype.h` takes for it, of ASCII. */
function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CARRIAGE_RETURN);
}
