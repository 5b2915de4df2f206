/**
 * The words of each line of a file such as /etc/hosts, up to its comment, as the C library takes them: they end where its isspace()
 * says, and a line at a NUL.
 * @param text - Latin-1: a byte is a character
 */
export function* wordsOfLines(text: string): Generator<string[], void, undefined> {
  for (const line of text.split('\n')) {
    const words = line
      .replace(/[#\0].*/s, '')
      .split(/[ \t\v\f\r]+/)
      .filter(Boolean);
    if (words.length > 0) yield words;
  }
}

/** A whole number as the C library reads it where any base will do: octal behind `0`, hexadecimal behind `0x`; else NaN. */
export function wholeNumber(text: string): number {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]*$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
}
