const TEXTS = new WeakMap<object, Readonly<Record<string, string>>>();

/** Keeps beside a row what its line has for the fields that are null because the number does not fit them. */
export function noteUnfit(row: object, texts: Readonly<Record<string, string>>): void {
  TEXTS.set(row, texts);
}

/**
 * The texts of the numbers of a row that do not fit their fields, by these; an empty one where the file ends before it. undefined for every
 * other row.
 */
export function unfitNumbers(row: object): Readonly<Record<string, string>> | undefined {
  return TEXTS.get(row);
}
