const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_A = 0x41;
const UPPER_F = 0x46;
const LOWER_A = 0x61;
const LOWER_F = 0x66;

/** Reads the fields of one line of /proc from bytes. A field that is not there makes the line bad, and so `ok` false. */
export class LineCursor {
  readonly #bytes: Uint8Array;
  at = 0;
  end = 0;
  ok = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Goes to the line that begins at `start`; false at the end of the bytes. */
  line(start: number): boolean {
    if (start >= this.#bytes.length) return false;
    const newline = this.#bytes.indexOf(NEWLINE, start);
    this.at = start;
    this.end = newline < 0 ? this.#bytes.length : newline;
    this.ok = true;
    return true;
  }

  /** Skips blanks, then one decimal number. */
  decimal(): number {
    this.#skipBlanks();
    const start = this.at;
    let value = 0;
    for (; this.at < this.end; this.at++) {
      const digit = (this.#bytes[this.at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (this.at === start) this.ok = false;
    return value;
  }

  /** Skips blanks, then one word of 32 bits in decimal, which the kernel may have printed as a signed one: %d or %u. */
  decimalWord(): number {
    this.#skipBlanks();
    const negative = this.#bytes[this.at] === MINUS && this.at < this.end;
    if (negative) this.at++;
    const value = this.decimal();
    return (negative ? -value : value) >>> 0;
  }

  /** Skips blanks, then one hexadecimal number; at most its last eight digits count. */
  hex(): number {
    this.#skipBlanks();
    return this.hexDigits(Number.POSITIVE_INFINITY);
  }

  /** Skips blanks, then a hexadecimal number of at most eight digits. */
  hexWord(): number {
    this.#skipBlanks();
    return this.hexDigits(8);
  }

  /** A hexadecimal number of at most so many digits, right here. */
  hexDigits(most: number): number {
    const start = this.at;
    const stop = Math.min(this.end, start + most);
    let value = 0;
    for (; this.at < stop; this.at++) {
      const digit = hexDigit(this.#bytes[this.at] as number);
      if (digit < 0) break;
      value = (value << 4) | digit;
    }
    if (this.at === start) this.ok = false;
    return value >>> 0;
  }

  /** One given byte, right here. */
  expect(byte: number): void {
    if (this.at < this.end && this.#bytes[this.at] === byte) this.at++;
    else this.ok = false;
  }

  #skipBlanks(): void {
    while (this.at < this.end && this.#blank()) this.at++;
  }

  #blank(): boolean {
    const byte = this.#bytes[this.at];
    return byte === SPACE || byte === TAB;
  }
}

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  if (byte >= UPPER_A && byte <= UPPER_F) return byte - UPPER_A + 10;
  if (byte >= LOWER_A && byte <= LOWER_F) return byte - LOWER_A + 10;
  return -1;
}
