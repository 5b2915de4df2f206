import { setTimeout } from 'node:timers/promises';
import type { SocketTable } from '../table/socket-table.ts';

/** With so few sockets a search for their owners alone is worth a moment's wait; it is over when they are all found. */
const FEW_ROWS = 4096;
/** What the search may lose by the wait, in ms, where it turns out to be for many. */
const HEAD_START_MS = 3;

/** Reads batches ahead to see whether they are few. Iterated over, it gives them all. */
export class HeadStart implements AsyncIterable<SocketTable> {
  readonly #batches: AsyncIterator<SocketTable>;
  readonly #ahead: SocketTable[] = [];
  #next: Promise<IteratorResult<SocketTable>> | undefined;

  constructor(batches: AsyncIterable<SocketTable>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** The inodes of all sockets, when they are few and come at once; undefined when they are many or take their time. */
  async fewInodes(): Promise<Set<number> | undefined> {
    const controller = new AbortController();
    const late = setTimeout(HEAD_START_MS, undefined, { signal: controller.signal }).catch(() => undefined);
    const inodes = new Set<number>();
    try {
      while (inodes.size < FEW_ROWS) {
        this.#next ??= this.#batches.next();
        const result = await Promise.race([this.#next, late]);
        if (!result) return undefined;
        this.#next = undefined;
        if (result.done) return inodes;
        this.#ahead.push(result.value);
        addInodes(result.value, inodes);
      }
      return undefined;
    } finally {
      controller.abort();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SocketTable, void, undefined> {
    yield* this.#ahead.splice(0);
    try {
      for (;;) {
        this.#next ??= this.#batches.next();
        const result = await this.#next;
        if (result.done) return;
        this.#next = undefined;
        yield result.value;
      }
    } finally {
      await this.#batches.return?.();
    }
  }
}

function addInodes({ inode, length }: SocketTable, inodes: Set<number>): void {
  for (let row = 0; row < length; row++) if (inode[row] !== 0) inodes.add(inode[row] as number);
}
