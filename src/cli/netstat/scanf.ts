/**
 * How scanf of the C library takes a number: `%lX`, `%X`, `%lu`, `%d` and `%hd`, of which `u` is `%d` in an unsigned int; and `ul`, how strtoul()
 * takes one of any base. What is too large for 64 bits is their most.
 */
export type Format = 'lX' | 'X' | 'lu' | 'ul' | 'd' | 'u' | 'hd';

export interface ScannedNumber {
  value: bigint;
  /** Where the text goes on. */
  end: number;
}

/**
 * The number that scanf finds at a place of a text, as it becomes in its variable; undefined where there is none.
 * @param width - of `%8x`: no more characters belong to it
 */
export function scanNumber(
  text: string,
  at: number,
  format: Format,
  width = Number.POSITIVE_INFINITY,
): ScannedNumber | undefined {
  const start = behindBlanks(text, at);
  const hexadecimal =
    format === 'X' || format === 'lX' || (format === 'ul' && PREFIX.test(text.slice(start, start + 3)));
  const pattern = hexadecimal ? HEXADECIMAL : DECIMAL;
  const limited = width < text.length - start;
  pattern.lastIndex = limited ? 0 : start;
  const [whole, sign, digits] = pattern.exec(limited ? text.slice(start, start + width) : text) ?? [];
  if (whole === undefined || digits === undefined) return undefined;
  const value = inVariable(format, sign === '-', BigInt(hexadecimal ? `0x${digits}` : digits));
  return { value, end: start + whole.length };
}

/** The same of a text that begins with the number: nothing where there is none. */
export function scannedValue(text: string, format: Format): bigint | undefined {
  return scanNumber(text, 0, format)?.value;
}

export function behindBlanks(text: string, at: number): number {
  let start = at;
  while (text[start] === ' ' || text[start] === '\t') start++;
  return start;
}

const PREFIX = /^[+-]?0x/i;
const DECIMAL = /([+-]?)(\d+)/y;
const HEXADECIMAL = /([+-]?)(?:0x(?=[\da-f]))?([\da-f]+)/iy;

const MOST_UNSIGNED = 2n ** 64n - 1n;
const MOST_SIGNED = 2n ** 63n - 1n;

function inVariable(format: Format, negative: boolean, digits: bigint): bigint {
  if (format === 'd' || format === 'u' || format === 'hd') {
    const most = negative ? MOST_SIGNED + 1n : MOST_SIGNED;
    const value = digits < most ? digits : most;
    const signed = negative ? -value : value;
    if (format === 'hd') return BigInt.asIntN(16, signed);
    return format === 'd' ? BigInt.asIntN(32, signed) : BigInt.asUintN(32, signed);
  }
  const value = digits > MOST_UNSIGNED ? MOST_UNSIGNED : negative ? -digits : digits;
  if (format === 'lu' || format === 'ul') return BigInt.asUintN(64, value);
  return BigInt.asIntN(format === 'X' ? 32 : 64, value);
}
