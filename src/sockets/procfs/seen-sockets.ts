import type { Columns } from '../table/columns.ts';
import { WordSet } from './word-set.ts';

/**
 * Remembers the sockets of one file of /proc, to drop what the kernel lists twice: it finds its place again by position
 * at every read, so sockets that come and go meanwhile shift those behind them. A socket is known by its inode with both addresses
 * and ports: the subflows of an MPTCP connection have the inode of its one socket (Linux 5.8), and inode numbers wrap.
 */
export class SeenSockets {
  readonly #rows: WordSet;
  readonly #key: Uint32Array;
  readonly #addressWords: number;

  /** @param addressWords - of an address: 1 where all are IPv4, else 4 */
  constructor(addressWords: 1 | 4 = 4) {
    // Inode, both ports, local address, remote address.
    const width = 2 + 2 * addressWords;
    this.#rows = new WordSet(width, 1024);
    this.#key = new Uint32Array(width);
    this.#addressWords = addressWords;
  }

  /** False when this row's socket was there before. */
  add({ inode, localPort, remotePort, localAddressWords, remoteAddressWords }: Columns, row: number): boolean {
    const key = this.#key;
    const words = this.#addressWords;
    key[0] = inode[row] as number;
    key[1] = (localPort[row] as number) * 0x10000 + (remotePort[row] as number);
    for (let i = 0; i < words; i++) {
      key[2 + i] = localAddressWords[4 * row + i] as number;
      key[2 + words + i] = remoteAddressWords[4 * row + i] as number;
    }
    return this.#rows.add(key);
  }
}
