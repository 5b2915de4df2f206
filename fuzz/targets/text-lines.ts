/** The lines of a text, without their ends; one that only ends the text is none. */
export function linesOf(input: Uint8Array): string[] {
  const lines = Buffer.from(input).toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

export const filledLines = (input: Uint8Array): string[] => linesOf(input).filter((line) => line !== '');

/** A count that not every parser has; 0 where there is none. */
export function countOf(counts: object, name: string): number {
  const count: unknown = Reflect.get(counts, name);
  return typeof count === 'number' ? count : 0;
}

/** Whether plain data has a number of a text: that number, or unknown. Never another one. */
export function isNumber(value: unknown, digits: string, base: 10 | 16, bits = 32): boolean {
  if (value === null || value === undefined) return true;
  const negative = digits.startsWith('-');
  const plain = BigInt(`${base === 16 ? '0x' : ''}${digits.replace('-', '')}`);
  // What was printed with %d is the same bits.
  return BigInt(value as number | bigint) === (negative ? BigInt.asUintN(bits, -plain) : plain);
}
