import { setTimeout } from 'node:timers/promises';
import { Lookahead } from '../base/lookahead.ts';
import type { SocketTable } from './table/socket-table.ts';

/** With so few sockets a search for their owners alone is worth a moment's wait; it is over when they are all found. */
const FEW_ROWS = 1024;
/** What the search may lose by the wait, in ms: where the kernel takes long to find few. A table a millisecond, in cold code. */
const HEAD_START_MS = 20;
/** The same where a filter may leave few of many sockets, of which a search can be told while it goes on: the kernel finds few of 10,000 sooner. */
export const FILTERED_HEAD_START_MS = 1;
/** How long such a search may then wait for them, in ms, before it takes all. */
export const FILTERED_WAIT_MS = 2000;

/** They have not all come in time. */
export const LATE: unique symbol = Symbol('late');

/** Gives the sockets a head start over the search for their owners, to see whether they are few. */
export class HeadStart extends Lookahead<SocketTable> {
  /** The inodes of all sockets, when they are few and come within so many ms; undefined when they are many, LATE when they take their time. */
  async fewInodes(ms = HEAD_START_MS): Promise<Set<number> | undefined | typeof LATE> {
    const controller = new AbortController();
    const late = setTimeout(ms, LATE, { signal: controller.signal }).catch((): typeof LATE => LATE);
    const inodes = new Set<number>();
    // What has come since it was started is not read again.
    for (const batch of this.ahead) addInodes(batch, inodes);
    try {
      while (inodes.size < FEW_ROWS) {
        const batch = await Promise.race([this.readAhead(), late]);
        if (batch === LATE) return LATE;
        if (!batch) return inodes;
        addInodes(batch, inodes);
      }
      return undefined;
    } finally {
      controller.abort();
    }
  }
}

function addInodes({ inode, length }: SocketTable, inodes: Set<number>): void {
  for (let row = 0; row < length; row++) if (inode[row] !== 0) inodes.add(inode[row] as number);
}
