const SPACE = 0x20;
const TAB = 0x09;
const NEWLINE = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;
const UPPER_A = 0x41;
const LOWER_A = 0x61;
const NO_DIGIT = 0xff;

/** The most that a column of so many bits can hold. */
export const U8 = 0xff;
export const U32 = 0xffffffff;
/** Of a number that nobody keeps. */
export const ANY = Number.POSITIVE_INFINITY;

const MOST_NEGATIVE = 2 ** 31;
/** What may stand in front of eight hexadecimal digits, and be a number that does not fit. */
const WORD_DIGITS = 8;

/**
 * Reads the fields of one line of /proc from bytes. Its loops over digits stand in each reader: in a function of their own they took
 * a file of 100,000 sockets 2 % longer. A field that is not there makes the line bad, and so `ok` false. A number that does not fit its
 * column is 0, never another number, and is marked in `misfits`, as is one that is not there.
 */
export class LineCursor {
  at = 0;
  end = 0;
  ok = true;
  /** Of this line: the bits of the numbers that do not fit or are not there. */
  misfits = 0;
  /** Some column of this line begins with a number and is none. */
  torn = false;
  readonly #bytes: Uint8Array;
  readonly #minded: boolean;
  /** The end of a line that is cut; -1: it is whole, or nobody minds. */
  #cutAt = -1;

  /**
   * @param mindsCut - bytes that end without a newline end within a line: the number that is last there may be cut short, so it does not fit, nor
   *   does any that would come behind it, and the line is not bad for want of them
   */
  constructor(bytes: Uint8Array, mindsCut = false) {
    this.#bytes = bytes;
    this.#minded = mindsCut;
  }

  /** The line is cut, and was read to its end. */
  get cutHere(): boolean {
    return this.at === this.#cutAt;
  }

  /** Goes to the line that begins at `start`; false at the end of the bytes. */
  line(start: number): boolean {
    if (start >= this.#bytes.length) return false;
    const newline = this.#bytes.indexOf(NEWLINE, start);
    this.at = start;
    this.end = newline < 0 ? this.#bytes.length : newline;
    this.ok = true;
    this.misfits = 0;
    this.#cutAt = newline < 0 && this.#minded ? this.end : -1;
    this.torn = false;
    return true;
  }

  /**
   * Skips blanks, then one decimal number of 0 to `most`.
   * @param bit - marks it in `misfits`
   */
  decimal(most = U32, bit = 1): number {
    const bytes = this.#bytes;
    const { end } = this;
    let at = this.#skipBlanks();
    const start = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.at = at;
    return value <= most && at > start && at !== this.#cutAt ? value : this.#oddDecimal(start, bit);
  }

  /** Skips blanks, then one word of 32 bits in decimal, which the kernel may have printed as a signed one: %d or %u. */
  decimalWord(bit = 1): number {
    const bytes = this.#bytes;
    const { end } = this;
    let at = this.#skipBlanks();
    const start = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.at = at;
    if (at === start) return this.#negativeWord(bit);
    return value <= U32 && at !== this.#cutAt ? value : this.#oddDecimal(start, bit);
  }

  /**
   * Skips blanks, then one hexadecimal number of 0 to `most`, of 32 bits.
   * @param bit - marks it in `misfits`
   */
  hex(most = U32, bit = 1): number {
    const bytes = this.#bytes;
    const { end } = this;
    let at = this.#skipBlanks();
    const start = at;
    let value = 0;
    for (; at < end; at++) {
      const digit = HEX_DIGITS[bytes[at] as number] as number;
      if (digit === NO_DIGIT) break;
      value = (value << 4) | digit;
    }
    this.at = at;
    value >>>= 0;
    const length = at - start;
    const fits = value <= most && length > 0 && length <= WORD_DIGITS && at !== this.#cutAt;
    return fits ? value : this.#oddHex(start, value, most, bit);
  }

  /** As decimal(), of a column between blanks: what goes on with anything else is no number, though it begins with digits, and is passed over. */
  decimalColumn(most = U32, bit = 1): number {
    const value = this.decimal(most, bit);
    return this.atBlank() ? value : this.#tear(bit);
  }

  /** As decimalWord(), likewise. */
  wordColumn(bit = 1): number {
    const value = this.decimalWord(bit);
    return this.atBlank() ? value : this.#tear(bit);
  }

  /** As hex(), likewise. */
  hexColumn(most = U32, bit = 1): number {
    const value = this.hex(most, bit);
    return this.atBlank() ? value : this.#tear(bit);
  }

  /** A blank or a tab is next, or the end of the line. */
  atBlank(): boolean {
    const { at } = this;
    if (at >= this.end) return true;
    const byte = this.#bytes[at];
    return byte === SPACE || byte === TAB;
  }

  /** Skips blanks, then a hexadecimal number of at most eight digits. */
  hexWord(): number {
    this.at = this.#skipBlanks();
    return this.hexDigits(WORD_DIGITS);
  }

  /** A hexadecimal number of at most so many digits, right here. */
  hexDigits(most: number): number {
    const bytes = this.#bytes;
    const start = this.at;
    const stop = Math.min(this.end, start + most);
    let at = start;
    let value = 0;
    for (; at < stop; at++) {
      const digit = HEX_DIGITS[bytes[at] as number] as number;
      if (digit === NO_DIGIT) break;
      value = (value << 4) | digit;
    }
    this.at = at;
    if (at === start) this.ok = false;
    return value >>> 0;
  }

  /** One given byte, right here. */
  expect(byte: number): void {
    if (this.at < this.end && this.#bytes[this.at] === byte) this.at++;
    else if (!this.cutHere) this.ok = false;
  }

  /** A number that does not fit, because it is too large or below 0, or none. */
  #oddDecimal(start: number, bit: number): number {
    if (this.at === start) this.#negativeWord(bit);
    this.misfits |= bit;
    return 0;
  }

  #negativeWord(bit: number): number {
    if (this.at < this.end && this.#bytes[this.at] === MINUS) this.at++;
    const start = this.at;
    let value = 0;
    for (; this.at < this.end; this.at++) {
      const digit = (this.#bytes[this.at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (!this.cutHere && this.at === start) this.ok = false;
    else if (!this.cutHere && value <= MOST_NEGATIVE) return -value >>> 0;
    this.misfits |= bit;
    return 0;
  }

  /** Likewise, unless only the zeros before it are many. */
  #oddHex(start: number, value: number, most: number, bit: number): number {
    if (this.at > start && value <= most && !this.cutHere && this.#beginsWithZeros(start)) return value;
    this.misfits |= bit;
    if (this.at > start) return 0;
    if (this.at < this.end && this.#bytes[this.at] === MINUS) this.at++;
    const digits = this.at;
    while (this.at < this.end && isHexDigit(this.#bytes[this.at] as number)) this.at++;
    if (this.at === digits && !this.cutHere) this.ok = false;
    return 0;
  }

  /** Passes over what a number goes on with. */
  #tear(bit: number): number {
    while (!this.atBlank()) this.at++;
    this.torn = true;
    this.misfits |= bit;
    return 0;
  }

  #beginsWithZeros(start: number): boolean {
    for (let at = start; at < this.at - WORD_DIGITS; at++) if (this.#bytes[at] !== ZERO) return false;
    return true;
  }

  /** Where the next byte is that is no blank. */
  #skipBlanks(): number {
    const bytes = this.#bytes;
    const { end } = this;
    let { at } = this;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
    return at;
  }
}

/** The value of each byte that is a hexadecimal digit; NO_DIGIT of every other one. */
const HEX_DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (let digit = 0; digit < 10; digit++) HEX_DIGITS[ZERO + digit] = digit;
for (let digit = 10; digit < 16; digit++) HEX_DIGITS[UPPER_A + digit - 10] = HEX_DIGITS[LOWER_A + digit - 10] = digit;

export const isHexDigit = (byte: number): boolean => HEX_DIGITS[byte] !== NO_DIGIT;
