import { isUtf8 } from 'node:buffer';
import { isInvisible, withoutInvisible } from '../../base/invisible.ts';

const SPACE = 0x20;
const TILDE = 0x7e;
const QUESTION = 0x3f;

/** Whether all of these bytes are printable ASCII, as nearly every line is. */
export function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < SPACE || byte > TILDE) return false;
  }
  return true;
}

/**
 * What a terminal may be sent of a line: every byte that is not UTF-8, or of a character that a terminal obeys or does not show, becomes
 * `?`. The length stays, so columns do.
 */
export function printable(bytes: Uint8Array): Uint8Array {
  // Not slice(), which on a Buffer is a view.
  const safe = new Uint8Array(bytes);
  for (let at = 0; at < safe.length; ) {
    const length = printableLength(bytes, at);
    if (length === 0) safe[at++] = QUESTION;
    else at += length;
  }
  return safe;
}

/** Bytes of the printable character at `at`; 0 when there is none. */
function printableLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return first >= SPACE && first <= TILDE ? 1 : 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const character = bytes.subarray(at, at + length);
  return isUtf8(character) && !isInvisible(Buffer.from(character).toString('utf8')) ? length : 0;
}

/** The same of text. */
export function plainText(text: string): string {
  return withoutInvisible(text, questions);
}

/** As wide as text that is padded takes them to be. */
function questions(found: string): string {
  return '?'.repeat(found.length);
}
