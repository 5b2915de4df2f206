import { inspect, isDeepStrictEqual } from 'node:util';

const MOST = 300;

/** Where two answers differ first, and how. */
export function difference(one: unknown, other: unknown, path = ''): string | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  if (isHolder(one) && isHolder(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    for (const key of keys) {
      const found = difference(one[key], other[key], `${path}/${key}`);
      if (found !== undefined) return found;
    }
  }
  return `at ${path || '/'} ${shown(one)}, then ${shown(other)}`;
}

const isHolder = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function shown(value: unknown): string {
  const text = inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY });
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
