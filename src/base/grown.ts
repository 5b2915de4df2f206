/** A copy with room for `least` elements at least, and for twice as many as before, so that growing step by step stays cheap. */
export function grown(array: Uint32Array, least: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(least, array.length * 2, LEAST));
  larger.set(array);
  return larger;
}

const LEAST = 64;
