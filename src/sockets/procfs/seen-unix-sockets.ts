import { type NetUnixLine, unixState } from './net-unix-line.ts';
import { WordSet } from './word-set.ts';

// Inode, type with state, and two hashes of the name.
const KEY_WORDS = 4;

/**
 * Remembers the rows of /proc/net/unix, to drop what the kernel lists twice, as SeenSockets does. Inode numbers wrap, so the name,
 * the type and the state are part of the key: a connection has its listener's name. Rows without an inode are each a socket of its own.
 */
export class SeenUnixSockets {
  readonly #rows = new WordSet(KEY_WORDS, 256);
  readonly #key = new Uint32Array(KEY_WORDS);

  /** False when this row's socket was there before. */
  add(line: NetUnixLine): boolean {
    const { inode, type, bytes, nameStart, nameEnd } = line;
    if (inode === 0) return true;
    let [first, second] = [nameEnd - nameStart, 0];
    for (let at = nameStart; at < nameEnd; at++) {
      first = Math.imul(first ^ (bytes[at] as number), 0x01000193);
      second = Math.imul(second + (bytes[at] as number), 0x85ebca6b) ^ (second >>> 13);
    }
    this.#key[0] = inode;
    this.#key[1] = type * 0x100 + unixState(line);
    this.#key[2] = first;
    this.#key[3] = second;
    return this.#rows.add(this.#key);
  }
}
