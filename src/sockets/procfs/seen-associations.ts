import type { Columns, SctpColumns } from '../table/columns.ts';
import { WordSet } from './word-set.ts';

// Inode, association, ports, first local address, first remote address.
const KEY_WORDS = 11;

/**
 * Remembers the rows of one file of SCTP, to drop what the kernel lists twice because sockets came and went meanwhile. Unlike
 * SeenSockets it cannot go by the inode, which the associations of one socket share.
 * A row with neither a number of its association nor an inode is a socket of its own, as there.
 */
export class SeenAssociations {
  readonly #rows = new WordSet(KEY_WORDS, 256);
  readonly #key = new Uint32Array(KEY_WORDS);

  /** False when this row was there before. */
  add(table: Columns, row: number): boolean {
    const key = this.#key;
    const id = (table.sctp as SctpColumns).associationId[row] as number;
    if (id === 0 && table.inode[row] === 0) return true;
    key[0] = table.inode[row] as number;
    key[1] = id;
    key[2] = (table.localPort[row] as number) * 0x10000 + (table.remotePort[row] as number);
    for (let i = 0; i < 4; i++) {
      key[3 + i] = table.localAddressWords[4 * row + i] as number;
      key[7 + i] = table.remoteAddressWords[4 * row + i] as number;
    }
    return this.#rows.add(key);
  }
}
