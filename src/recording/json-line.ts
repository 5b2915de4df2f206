/**
 * Plain data as a line of JSON, without its end. What a terminal obeys is escaped, for a terminal may get the line: control characters
 * above ASCII, and those that turn the direction of writing.
 */
export function jsonLine(data: unknown): string {
  return JSON.stringify(data).replace(
    OBEYED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
