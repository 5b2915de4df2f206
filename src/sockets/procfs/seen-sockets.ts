import type { Columns } from '../table/columns.ts';
import { WordSet } from './word-set.ts';

// Local address, remote address, both ports.
const KEY_WORDS = 9;

/**
 * Remembers the sockets of one file of /proc, to drop what the kernel lists twice: it finds its place again by position
 * at every read, so sockets that come and go meanwhile shift those behind them. A socket is known by its inode, one
 * without an inode by its addresses and ports.
 */
export class SeenSockets {
  #inodes = new WordSet(1, 4096);
  #tuples = new WordSet(KEY_WORDS, 256);
  readonly #key = new Uint32Array(KEY_WORDS);
  readonly #inodeKey = new Uint32Array(1);

  /** False when this row's socket was there before. */
  add(table: Columns, row: number): boolean {
    const inode = table.inode[row] as number;
    if (inode !== 0) {
      this.#inodeKey[0] = inode;
      return this.#inodes.add(this.#inodeKey);
    }
    for (let i = 0; i < 4; i++) {
      this.#key[i] = table.localAddressWords[4 * row + i] as number;
      this.#key[4 + i] = table.remoteAddressWords[4 * row + i] as number;
    }
    this.#key[8] = (table.localPort[row] as number) * 0x10000 + (table.remotePort[row] as number);
    return this.#tuples.add(this.#key);
  }
}
