import { median } from '../statistics.ts';
import type { MemorySample } from './result.ts';

/** How much more, in percent, the median of the last third of some values is than that of their first third. There must be one. */
export function growth(values: readonly number[]): number {
  const third = Math.max(1, Math.floor(values.length / 3));
  const [first, last] = [values.slice(0, third), values.slice(values.length - third)].map(median) as [number, number];
  return (last / first - 1) * 100;
}

/** What must not grow, in bytes. The heap as it is goes up and down with its garbage, and says nothing. */
export function memoryParts(samples: readonly MemorySample[]): [name: string, values: number[]][] {
  return [
    ['resident memory', samples.map(({ rss }) => rss)],
    ['heap without its garbage', samples.flatMap(({ live }) => live ?? [])],
  ];
}
