/**
 * Of the known words the one that takes the fewest changes, whatever its case, where they are few.
 * @param most - how many changes to a known word are still few
 */
export function nearest<Known extends string>(
  word: string,
  known: readonly Known[],
  most: (other: Known) => number,
): Known | undefined {
  let best: Known | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const other of known) {
    const distance = changes(word.toLowerCase(), other.toLowerCase());
    if (distance > most(other) || distance >= least) continue;
    best = other;
    least = distance;
  }
  return best;
}

/** Letters to be added, left out, replaced or swapped with the next to make one word of the other (the distance of Damerau). */
function changes(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] as number) + (from[i] === to[j] ? 0 : 1);
      const swaps = i > 0 && j > 0 && from[i] === to[j - 1] && from[i - 1] === to[j];
      const swapped = swaps ? (before[j - 1] as number) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    before = row;
    row = next;
  }
  return row[to.length] as number;
}
