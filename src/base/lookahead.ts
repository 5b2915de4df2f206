/** Reads items before they are wanted. Iterated over, it gives them all. */
export class Lookahead<Item> implements AsyncIterable<Item> {
  readonly #items: AsyncIterator<Item>;
  readonly #ahead: Item[] = [];
  #reading: Promise<Item | undefined> | undefined;

  constructor(items: AsyncIterable<Item>) {
    this.#items = items[Symbol.asyncIterator]();
  }

  /** What was read and not taken yet. */
  protected get ahead(): readonly Item[] {
    return this.#ahead;
  }

  /** Begins with the first item. */
  start(): this {
    this.readAhead();
    return this;
  }

  /** Reads one more ahead: resolves to it, or to undefined behind the last. */
  readAhead(): Promise<Item | undefined> {
    if (!this.#reading) {
      this.#reading = this.#read();
      // Who wants the item will learn of the failure; until then it is nobody's.
      this.#reading.catch(() => {});
    }
    return this.#reading;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    try {
      while (this.#ahead.length > 0 || (await this.readAhead())) yield this.#ahead.shift() as Item;
    } finally {
      await this.close();
    }
  }

  /** Ends the reading; what is being read is waited for. */
  async close(): Promise<void> {
    await this.#items.return?.();
  }

  async #read(): Promise<Item | undefined> {
    const { done, value } = await this.#items.next();
    this.#reading = undefined;
    if (done) return undefined;
    this.#ahead.push(value);
    return value;
  }
}
