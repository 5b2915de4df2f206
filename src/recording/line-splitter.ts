const NEWLINE = 0x0a;
// A socket may have many owners; what is longer is no line of ours.
const MOST_BYTES = 16 << 20;

export interface SplitLine {
  /** From 1. */
  number: number;
  /** `undefined` for one that is too long. */
  text: string | undefined;
  /** It ends in a newline. */
  ended: boolean;
}

/** Makes lines of bytes as they come, and holds no more than the one that has not ended yet. */
export class LineSplitter {
  readonly #most: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  #number = 0;

  constructor(most = MOST_BYTES) {
    this.#most = most;
  }

  /** Bytes of the line that has not ended yet. */
  get pending(): number {
    return this.#length;
  }

  *split(bytes: Uint8Array): Generator<SplitLine> {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.#add(bytes.subarray(start, end));
      yield this.#take(true);
      start = end + 1;
    }
    this.#add(bytes.subarray(start));
  }

  /** What is left at the end, when there is any. */
  *rest(): Generator<SplitLine> {
    if (this.#length > 0) yield this.#take(false);
  }

  #add(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length > this.#most) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  #take(ended: boolean): SplitLine {
    const text = this.#length > this.#most ? undefined : Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#length = 0;
    this.#number++;
    return { number: this.#number, text, ended };
  }
}
