import { printable } from '../../output/printable.ts';

/** Nearly every name: a byte for each character, and none that moves a terminal. */
const PLAIN = /^[ -~]*$/;

/** A name as it is shown, at most so many bytes of it. A terminal gets no control character. */
export function shownName(name: string, terminal: boolean, most = Number.POSITIVE_INFINITY): string {
  if (PLAIN.test(name)) return name.length > most ? name.slice(0, most) : name;
  const bytes = Buffer.from(name).subarray(0, most);
  return Buffer.from(terminal ? printable(bytes) : bytes).toString();
}

/** Blanks behind a name, up to a width in bytes. */
export function padName(name: string, width: number): string {
  return PLAIN.test(name) ? name.padEnd(width) : name + ' '.repeat(Math.max(0, width - Buffer.byteLength(name)));
}
