import { isPlain, printable } from './printable.ts';

const SPACE = 0x20;
const NEWLINE = 0x0a;
const ZERO = 0x30;

const FLUSH_BYTES = 64 * 1024;
// More than any line: addresses and names are bounded, and a path that is longer makes the buffer grow.
const MARGIN = 4 * 1024;

/**
 * Builds lines in one buffer of bytes and hands it on when it is full: no string, no object per line. Behind what was written
 * the buffer is blank, so that a field is filled up by going on.
 *
 * A line that goes to a terminal is made fit for it when it ends, whatever is in it: no column knows of that.
 */
export class LineWriter {
  /** The bytes not yet handed on; whoever writes here directly moves `length`, after reserve(), and writes nothing behind it. */
  bytes = new Uint8Array(FLUSH_BYTES + MARGIN).fill(SPACE);
  length = 0;
  /** The lines go to a terminal, or may. */
  readonly terminal: boolean;
  readonly #sink: (bytes: Uint8Array) => void;
  /** Where the line begins that has not ended yet. */
  #lineStart = 0;

  constructor(sink: (bytes: Uint8Array) => void, terminal = false) {
    this.#sink = sink;
    this.terminal = terminal;
  }

  /** Room for so many more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count)).fill(SPACE);
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Latin-1 text on the line. */
  text(text: string): void {
    this.reserve(text.length);
    const { bytes, length } = this;
    for (let i = 0; i < text.length; i++) bytes[length + i] = text.charCodeAt(i);
    this.length = length + text.length;
  }

  /** ASCII text of many lines, each with its end. */
  lines(text: string): void {
    for (const line of text.split('\n').slice(0, -1)) {
      this.text(line);
      this.endLine();
    }
  }

  /** Bytes on the line. */
  copy(source: Uint8Array, start = 0, end = source.length): void {
    this.reserve(end - start);
    const { bytes, length } = this;
    for (let i = start; i < end; i++) bytes[length + i - start] = source[i] as number;
    this.length = length + end - start;
  }

  space(): void {
    this.#skip(1);
  }

  /** A whole number of at most 15 digits. */
  number(value: number): void {
    this.reserve(MAX_DIGITS);
    if (value >= 0 && value <= MAX_SMALL) this.#small(value);
    else this.#large(value);
  }

  /** printf's `%*d`: blanks, then the number. */
  numberRight(value: number, width: number): void {
    this.#skip(width - digits(Math.abs(value)) - (value < 0 ? 1 : 0));
    this.number(value);
  }

  /** printf's `%-*s`: blanks until what was written since `start` is `width` bytes wide. */
  padFrom(start: number, width: number): void {
    this.#skip(width - (this.length - start));
  }

  /** Takes back what was written behind `length`. */
  cut(length: number): void {
    this.bytes.fill(SPACE, length, this.length);
    this.length = length;
  }

  /** Ends a line. Positions in `bytes` are not valid behind it: this is where the buffer is handed on. */
  endLine(): void {
    if (this.terminal) this.#makePrintable();
    this.reserve(1);
    this.bytes[this.length++] = NEWLINE;
    this.#lineStart = this.length;
    if (this.length >= FLUSH_BYTES) this.flush();
  }

  flush(): void {
    if (this.terminal) this.#makePrintable();
    if (this.length > 0) this.#sink(this.bytes.subarray(0, this.length));
    this.cut(0);
    this.#lineStart = 0;
  }

  /** Of the line that has not ended yet: a newline in it would make two of it. */
  #makePrintable(): void {
    if (isPlain(this.bytes, this.#lineStart, this.length)) return;
    this.bytes.set(printable(this.bytes.subarray(this.#lineStart, this.length)), this.#lineStart);
  }

  /** Leaves blanks. */
  #skip(count: number): void {
    if (count <= 0) return;
    this.reserve(count);
    this.length += count;
  }

  /** In whole numbers of 32 bits, which most are, and which a processor divides in no time. */
  #small(value: number): void {
    const { bytes } = this;
    let rest = value | 0;
    let end = this.length + digits(rest);
    this.length = end;
    do {
      const next = (rest / 10) | 0;
      bytes[--end] = ZERO + (rest - next * 10);
      rest = next;
    } while (rest > 0);
  }

  #large(value: number): void {
    this.text(`${value}`);
  }
}

const MAX_DIGITS = 17;
const MAX_SMALL = 0x7fffffff;

function digits(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1000) return 3;
  if (value < 10_000) return 4;
  let count = 5;
  for (let bound = 100_000; value >= bound; bound *= 10) count++;
  return count;
}
