/**
 * What a spreadsheet takes for the beginning of a formula, full-width signs too, and blanks before one that it drops; and the guard itself, so that
 * one quote can always be taken away again.
 */
const GUARDED = /^[=+\-@\t\r\n'\uff1d\uff0b\uff0d\uff20]/;
const QUOTED = /[",\r\n]/;

/**
 * Text as a cell of CSV, RFC 4180. Where a spreadsheet would run it, a single quote stands before it. Text without a character is `""`, and a
 * cell without anything is unknown.
 */
export function csvText(text: string): string {
  const guarded = GUARDED.test(text) ? `'${text}` : text;
  return guarded === '' || QUOTED.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
