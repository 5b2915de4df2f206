const NEWLINE = 0x0a;

/** Cuts bytes into pieces of at most so many, each at the end of a line where there is one. */
export function* linePieces(bytes: Uint8Array, most: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const room = Math.min(at + most, bytes.length);
    const end = bytes.lastIndexOf(NEWLINE, room - 1) + 1;
    const next = end > at ? end : room;
    yield bytes.subarray(at, next);
    at = next;
  }
}
