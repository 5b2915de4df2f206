const MISREAD = new WeakSet<object>();

/**
 * Notes of a row that its line does not have the words of the kernel's form, so that each word may be another column's. The API takes such a line
 * for none; netstat prints what it reads of it, and so does the command.
 */
export function noteMisread(row: object): void {
  MISREAD.add(row);
}

export function isMisread(row: object): boolean {
  return MISREAD.has(row);
}
