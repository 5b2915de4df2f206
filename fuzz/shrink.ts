import { replaced } from './mutators/bytes.ts';

/** So many smaller inputs are tried. */
const MOST_TRIES = 600;
const NOTHING = new Uint8Array(0);

/**
 * The smallest input found that is still wrong: parts are left out, first halves, then ever shorter ones; what stays becomes a plain byte
 * where that makes no difference.
 */
export async function shrink(input: Uint8Array, isWrong: (input: Uint8Array) => Promise<boolean>): Promise<Uint8Array> {
  let smallest = input;
  let tries = 0;
  const takes = async (candidate: Uint8Array) => {
    if (tries++ >= MOST_TRIES || !(await isWrong(candidate))) return false;
    smallest = candidate;
    return true;
  };
  for (let size = input.length >> 1; size >= 1 && tries < MOST_TRIES; size >>= 1) {
    for (let at = 0; at < smallest.length && tries < MOST_TRIES; ) {
      const without = replaced(smallest, at, Math.min(at + size, smallest.length), NOTHING);
      if (!(await takes(without))) at += size;
    }
  }
  for (let at = 0; at < smallest.length && tries < MOST_TRIES; at++) {
    const plain = smallest.slice();
    plain[at] = plainByte(smallest[at] as number);
    if (plain[at] !== smallest[at]) await takes(plain);
  }
  return smallest;
}

/** Of the same kind: a digit, a letter, what is none of them. */
function plainByte(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return 0x30;
  if ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)) return 0x61;
  return byte < 0x20 || byte > 0x7e ? 0 : byte;
}
