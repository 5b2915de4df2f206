/** Nearly every name: a byte for each character. */
const PLAIN = /^[ -~]*$/;

/** At most so many bytes of a name. */
export function cutName(name: string, most: number): string {
  if (PLAIN.test(name)) return name.length > most ? name.slice(0, most) : name;
  return Buffer.from(name).subarray(0, most).toString();
}

/** Blanks behind a name, up to a width in bytes. */
export function padName(name: string, width: number): string {
  return PLAIN.test(name) ? name.padEnd(width) : name + ' '.repeat(Math.max(0, width - Buffer.byteLength(name)));
}
