import type { BytesColumn } from '../table/bytes-column.ts';

/** The place of each name among all of them, as they are sorted. */
export function ranksOf(names: readonly string[]): Float64Array {
  const sorted = [...names].sort();
  return Float64Array.from(names, (name) => sorted.indexOf(name));
}

/** The place of each row's bytes among those of all rows, the same for the same bytes; NaN where there are none. */
export function bytesRanks(column: BytesColumn, length: number, has: (row: number) => boolean): Float64Array {
  const ranks = new Float64Array(length).fill(Number.NaN);
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    if (has(row) && (column.ends[row] as number) > column.start(row)) rows[count++] = row;
  }
  const sorted = rows.subarray(0, count).sort((a, b) => compareRows(column, a, b));
  let rank = 0;
  for (let i = 0; i < count; i++) {
    if (i > 0 && compareRows(column, sorted[i - 1] as number, sorted[i] as number) !== 0) rank++;
    ranks[sorted[i] as number] = rank;
  }
  return ranks;
}

function compareRows(column: BytesColumn, a: number, b: number): number {
  const { bytes, ends } = column;
  const [startA, startB] = [column.start(a), column.start(b)];
  const [lengthA, lengthB] = [(ends[a] as number) - startA, (ends[b] as number) - startB];
  const least = Math.min(lengthA, lengthB);
  for (let i = 0; i < least; i++) {
    const difference = (bytes[startA + i] as number) - (bytes[startB + i] as number);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}
