import type { SocketTable } from './table/socket-table.ts';

/** Reads batches before they are wanted. Iterated over, it gives them all. */
export class Lookahead implements AsyncIterable<SocketTable> {
  readonly #batches: AsyncIterator<SocketTable>;
  readonly #ahead: SocketTable[] = [];
  #reading: Promise<SocketTable | undefined> | undefined;

  constructor(batches: AsyncIterable<SocketTable>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Begins with the first batch. */
  start(): this {
    this.readAhead();
    return this;
  }

  /** Reads one more ahead: resolves to it, or to undefined behind the last. */
  readAhead(): Promise<SocketTable | undefined> {
    if (!this.#reading) {
      this.#reading = this.#read();
      // Who wants the batch will learn of the failure; until then it is nobody's.
      this.#reading.catch(() => {});
    }
    return this.#reading;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SocketTable, void, undefined> {
    try {
      while (this.#ahead.length > 0 || (await this.readAhead())) yield this.#ahead.shift() as SocketTable;
    } finally {
      await this.close();
    }
  }

  /** Ends the reading; what is being read is waited for. */
  async close(): Promise<void> {
    await this.#batches.return?.();
  }

  async #read(): Promise<SocketTable | undefined> {
    const { done, value } = await this.#batches.next();
    this.#reading = undefined;
    if (done) return undefined;
    this.#ahead.push(value);
    return value;
  }
}
