const NEWLINE = 0x0a;
// A socket may have many owners; what is longer is no line of ours.
const MOST_BYTES = 16 << 20;
/** More room than this is given back with its line. */
const KEPT_BYTES = 64 << 10;

export interface SplitLine {
  /** From 1. */
  number: number;
  /** `undefined` for one that is too long. */
  text: string | undefined;
  /** It ends in a newline. */
  ended: boolean;
}

/** Makes lines of bytes as they come, and holds no more than the one that has not ended yet, however small the pieces are. */
export class LineSplitter {
  readonly #most: number;
  /** What there is of a line that has not ended yet, up to `#length`, or nothing when it is too long. */
  #line = NOTHING;
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
      const part = bytes.subarray(start, end);
      if (this.#length > 0) this.#add(part);
      yield this.#length > 0 ? this.#take(true) : this.#made(part, part.length, true);
      start = end + 1;
    }
    this.#add(bytes.subarray(start));
  }

  /** What is left at the end, when there is any. */
  *rest(): Generator<SplitLine> {
    if (this.#length > 0) yield this.#take(false);
  }

  #add(part: Uint8Array): void {
    const before = this.#length;
    this.#length += part.length;
    if (this.#length > this.#most) {
      this.#line = NOTHING;
      return;
    }
    if (this.#length > this.#line.length) {
      const grown = new Uint8Array(Math.min(this.#most, Math.max(this.#length, 2 * this.#line.length)));
      grown.set(this.#line.subarray(0, before));
      this.#line = grown;
    }
    this.#line.set(part, before);
  }

  #take(ended: boolean): SplitLine {
    const line = this.#made(this.#line, this.#length, ended);
    this.#length = 0;
    if (this.#line.length > KEPT_BYTES) this.#line = NOTHING;
    return line;
  }

  #made(bytes: Uint8Array, length: number, ended: boolean): SplitLine {
    const { buffer, byteOffset } = bytes;
    const text = length > this.#most ? undefined : Buffer.from(buffer, byteOffset, length).toString('utf8');
    return { number: ++this.#number, text, ended };
  }
}

const NOTHING = new Uint8Array(0);
