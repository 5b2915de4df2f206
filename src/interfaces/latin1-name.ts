/** Names in ASCII are the same in either encoding, and nearly all. */
const ASCII = /^\p{ASCII}*$/u;

/** A name with a character for each byte, where it is not UTF-8, so that its text has lost some of them; else undefined. */
export function lossyName(bytes: Uint8Array, text: string): string | undefined {
  if (text.length === bytes.length && ASCII.test(text)) return undefined;
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return name.equals(Buffer.from(text)) ? undefined : name.toString('latin1');
}
