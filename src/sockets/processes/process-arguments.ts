import { decodeText } from '../../base/text.ts';

/** The arguments of a process. */
export interface ProcessArguments {
  /** Empty of a process that has none, as one that has ended and is not yet waited for. */
  args: string[];
  /** There may be more. */
  cut: boolean;
}

/**
 * Parses what was read of `/proc/<pid>/cmdline`. Arguments that are empty are left out at the end, where programs that show a title instead of
 * their arguments leave NULs.
 * @param most - the bytes that were asked for
 */
export function parseProcessArguments(bytes: Uint8Array, most: number): ProcessArguments {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const args = end === 0 ? [] : decodeText(bytes.subarray(0, end)).split('\0');
  return { args, cut: bytes.length >= most };
}
