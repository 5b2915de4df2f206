/** A whole number above 0, as an option's value; ends the program where it is none. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${option}: '${text}' is not a whole number above 0`);
  process.exit(2);
}

/** Several of them, `1000,10000`. */
export function wholeNumbers(option: string, text: string): number[] {
  return text.split(',').map((part) => wholeNumber(option, part));
}
