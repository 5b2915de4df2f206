import { readSync } from 'node:fs';

/** The bytes of an open file from an offset on: fewer than wanted where it ends. */
export function readFrom(fd: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let used = 0;
  while (used < length) {
    const read = readSync(fd, bytes, used, length - used, offset + used);
    if (read === 0) break;
    used += read;
  }
  return bytes.subarray(0, used);
}
