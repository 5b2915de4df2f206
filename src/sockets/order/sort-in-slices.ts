/** So many are sorted or merged in one go: a millisecond or two. */
const SLICE = 8192;

/**
 * Sorts numbers and keeps the order of those that are alike. Calls `pause` between slices, so that other work gets its turn.
 * @returns `numbers`, or another array with what it had
 */
export async function sortInSlices(
  numbers: Uint32Array<ArrayBuffer>,
  compare: (one: number, other: number) => number,
  pause: () => Promise<void>,
): Promise<Uint32Array> {
  const { length } = numbers;
  for (let from = 0; from < length; from += SLICE) {
    if (from > 0) await pause();
    numbers.subarray(from, from + SLICE).sort(compare);
  }
  let [sorted, spare] = [numbers, new Uint32Array(length > SLICE ? length : 0)];
  for (let width = SLICE; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) await merge(sorted, spare, from, width, compare, pause);
    [sorted, spare] = [spare, sorted];
  }
  return sorted;
}

/** Merges two neighbours of `width` numbers each; the second may be shorter, or none. */
async function merge(
  source: Uint32Array,
  target: Uint32Array,
  from: number,
  width: number,
  compare: (one: number, other: number) => number,
  pause: () => Promise<void>,
): Promise<void> {
  const middle = Math.min(from + width, source.length);
  const end = Math.min(from + 2 * width, source.length);
  let [left, right] = [from, middle];
  for (let at = from; at < end; at++) {
    const takesLeft = left < middle && (right === end || compare(source[left] as number, source[right] as number) <= 0);
    target[at] = source[takesLeft ? left++ : right++] as number;
    if ((at - from) % SLICE === SLICE - 1) await pause();
  }
}
