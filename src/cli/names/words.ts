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

// Of Latin-1 text that may be UTF-8: below 0x20 what is neither white space nor NUL, DEL, and C1 controls, as two bytes or as one that
// is no part of a character.
const CONTROLS = /[^\s\0 -~\x80-\xff]|\xc2[\x80-\x9f]|(?<![\x80-\xff])[\x80-\x9f]/g;

/** Names with `?` for every control character: nobody's name needs them, and a terminal obeys them. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, (found) => '?'.repeat(found.length));
}
