const SPACE = 0x20;
const DELETE = 0x7f;
const QUESTION = 0x3f;
// Below this, code points of two bytes are C1 controls, which some terminals obey.
const FIRST_PRINTABLE_HIGH = 0xa0;

/**
 * What a terminal may be sent of a name: every control character, and every byte that is not UTF-8, becomes `?`. The length
 * stays, so columns do.
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
  if (first < 0x80) return first >= SPACE && first !== DELETE ? 1 : 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const character = bytes.subarray(at, at + length);
  try {
    const text = strict.decode(character);
    return (text.codePointAt(0) as number) >= FIRST_PRINTABLE_HIGH && !TURNING.test(text) ? length : 0;
  } catch {
    // Not UTF-8.
    return 0;
  }
}

/** Characters that turn the direction of writing, or end a line, so that what follows is read as something else. */
const TURNING = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A name as it may stand in a line: control characters, which terminals obey and which end lines, become `?`. */
export function plainText(name: string): string {
  return name.replace(CONTROL, '?');
}

const CONTROL = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
