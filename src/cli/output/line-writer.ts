const SPACE = 0x20;
const NEWLINE = 0x0a;
const ZERO = 0x30;
const MINUS = 0x2d;

const FLUSH_BYTES = 64 * 1024;
// More than any line: addresses and names are bounded, and a path that is longer makes the buffer grow.
const MARGIN = 4 * 1024;

/** Builds lines in one buffer of bytes and hands it on when it is full: no string, no object per line. */
export class LineWriter {
  /** The bytes not yet handed on; whoever writes here directly moves `length`, after reserve(). */
  bytes = new Uint8Array(FLUSH_BYTES + MARGIN);
  length = 0;
  readonly #sink: (bytes: Uint8Array) => void;

  constructor(sink: (bytes: Uint8Array) => void) {
    this.#sink = sink;
  }

  /** Room for so many more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** ASCII text. */
  text(text: string): void {
    this.reserve(text.length);
    const { bytes, length } = this;
    for (let i = 0; i < text.length; i++) bytes[length + i] = text.charCodeAt(i);
    this.length = length + text.length;
  }

  /** All bytes of a text that was made before; for more than a few of them sooner than copy(). */
  constant(text: Uint8Array): void {
    this.reserve(text.length);
    this.bytes.set(text, this.length);
    this.length += text.length;
  }

  copy(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start);
    const { bytes, length } = this;
    for (let i = start; i < end; i++) bytes[length + i - start] = source[i] as number;
    this.length = length + end - start;
  }

  space(): void {
    this.reserve(1);
    this.bytes[this.length++] = SPACE;
  }

  /** A whole number of at most 15 digits. */
  number(value: number): void {
    this.reserve(MAX_DIGITS);
    let rest = value;
    if (rest < 0) {
      this.bytes[this.length++] = MINUS;
      rest = -rest;
    }
    const { bytes } = this;
    let end = this.length + digits(rest);
    this.length = end;
    do {
      const next = Math.floor(rest / 10);
      bytes[--end] = ZERO + (rest - next * 10);
      rest = next;
    } while (rest > 0);
  }

  /** printf's `%*d`: blanks, then the number. */
  numberRight(value: number, width: number): void {
    this.#blanks(width - digits(Math.abs(value)) - (value < 0 ? 1 : 0));
    this.number(value);
  }

  /** printf's `%-*s`: blanks until what was written since `start` is `width` bytes wide. */
  padFrom(start: number, width: number): void {
    this.#blanks(width - (this.length - start));
  }

  /** Ends a line. Positions in `bytes` are not valid behind it: this is where the buffer is handed on. */
  endLine(): void {
    this.reserve(1);
    this.bytes[this.length++] = NEWLINE;
    if (this.length >= FLUSH_BYTES) this.flush();
  }

  flush(): void {
    if (this.length > 0) this.#sink(this.bytes.subarray(0, this.length));
    this.length = 0;
  }

  #blanks(count: number): void {
    if (count <= 0) return;
    this.reserve(count);
    const { length } = this;
    this.length = length + count;
    this.bytes.fill(SPACE, length, this.length);
  }
}

const MAX_DIGITS = 16;

function digits(value: number): number {
  let count = 1;
  for (let bound = 10; value >= bound; bound *= 10) count++;
  return count;
}
