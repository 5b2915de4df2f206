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

/** The most that a column of so many bits can hold. */
export const U8 = 0xff;
export const U16 = 0xffff;
export const U32 = 0xffffffff;
/** Of a number that nobody keeps. */
export const ANY = Number.POSITIVE_INFINITY;

const MOST_NEGATIVE = 2 ** 31;
/** What may stand in front of eight hexadecimal digits, and be a number that does not fit. */
const WORD_DIGITS = 8;

/**
 * Reads the fields of one line of /proc from bytes. A field that is not there makes the line bad, and so `ok` false. A number that does not fit its
 * column is 0, never another number, and is marked in `misfits`, as is one that is not there.
 */
export class LineCursor {
  readonly #bytes: Uint8Array;
  at = 0;
  end = 0;
  ok = true;
  /** Of this line: the bits of the numbers that do not fit or are not there. */
  misfits = 0;

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
    this.misfits = 0;
    return true;
  }

  /**
   * Skips blanks, then one decimal number of 0 to `most`.
   * @param bit - marks it in `misfits`
   */
  decimal(most = U32, bit = 1): number {
    this.#skipBlanks();
    const start = this.at;
    const value = this.#digits();
    if (this.at === start) return this.#notDecimal(bit);
    if (value <= most) return value;
    this.misfits |= bit;
    return 0;
  }

  /** Skips blanks, then one word of 32 bits in decimal, which the kernel may have printed as a signed one: %d or %u. */
  decimalWord(bit = 1): number {
    this.#skipBlanks();
    const negative = this.at < this.end && this.#bytes[this.at] === MINUS;
    if (negative) this.at++;
    const start = this.at;
    const value = this.#digits();
    if (this.at === start) this.ok = false;
    else if (value <= (negative ? MOST_NEGATIVE : U32)) return (negative ? -value : value) >>> 0;
    this.misfits |= bit;
    return 0;
  }

  /**
   * Skips blanks, then one hexadecimal number of 0 to `most`, of 32 bits.
   * @param bit - marks it in `misfits`
   */
  hex(most = U32, bit = 1): number {
    this.#skipBlanks();
    const start = this.at;
    const value = this.hexDigits(ANY, bit);
    if (value <= most && (this.at - start <= WORD_DIGITS || this.#beginsWithZeros(start))) return value;
    this.misfits |= bit;
    return 0;
  }

  /** Skips blanks, then a hexadecimal number of at most eight digits. */
  hexWord(): number {
    this.#skipBlanks();
    return this.hexDigits(WORD_DIGITS);
  }

  /** A hexadecimal number of at most so many digits, right here. */
  hexDigits(most: number, bit = 1): number {
    const start = this.at;
    const stop = Math.min(this.end, start + most);
    let value = 0;
    for (; this.at < stop; this.at++) {
      const digit = hexDigit(this.#bytes[this.at] as number);
      if (digit < 0) break;
      value = (value << 4) | digit;
    }
    return this.at === start ? this.#notHex(bit) : value >>> 0;
  }

  /** One given byte, right here. */
  expect(byte: number): void {
    if (this.at < this.end && this.#bytes[this.at] === byte) this.at++;
    else this.ok = false;
  }

  #digits(): number {
    let value = 0;
    for (; this.at < this.end; this.at++) {
      const digit = (this.#bytes[this.at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    return value;
  }

  /** No digit is here: there is no number, or one below 0, which does not fit. */
  #notDecimal(bit: number): number {
    this.misfits |= bit;
    const start = this.#skipMinus();
    this.#digits();
    if (this.at === start) this.ok = false;
    return 0;
  }

  #notHex(bit: number): number {
    this.misfits |= bit;
    const start = this.#skipMinus();
    while (this.at < this.end && hexDigit(this.#bytes[this.at] as number) >= 0) this.at++;
    if (this.at === start) this.ok = false;
    return 0;
  }

  #skipMinus(): number {
    if (this.at < this.end && this.#bytes[this.at] === MINUS) this.at++;
    return this.at;
  }

  #beginsWithZeros(start: number): boolean {
    for (let at = start; at < this.at - WORD_DIGITS; at++) if (this.#bytes[at] !== ZERO) return false;
    return true;
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
