const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
const DAY = 24 * H;

/** A time in ms in at most five places: `27us`, `1.3ms`, `12ms`, `1.5s`, `2m03s`, `1h40m`, `3d04h`. */
export function durationText(ms: number): string {
  // The bounds are those at which rounding would reach the next unit.
  if (ms < 0.9995) return `${(ms * 1000).toFixed(0)}us`;
  if (ms < 9.95) return `${ms.toFixed(1)}ms`;
  if (ms < 999.5) return `${ms.toFixed(0)}ms`;
  if (ms < 59.95 * S) return `${(ms / S).toFixed(1)}s`;
  if (ms < H - S / 2) return pair(Math.round(ms / S), 60, 'm', 's');
  if (ms < DAY - MIN / 2) return pair(Math.round(ms / MIN), 60, 'h', 'm');
  return pair(Math.round(ms / H), 24, 'd', 'h');
}

function pair(value: number, base: number, large: string, small: string): string {
  return `${Math.floor(value / base)}${large}${String(value % base).padStart(2, '0')}${small}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/** Bytes in steps of 1000: `0B`, `999B`, `1.2kB`, `34.5MB`; a part of one is rounded. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= (unit === 0 ? 999.5 : 999.95) && unit < UNITS.length - 1; unit++) value /= 1000;
  return `${value.toFixed(unit === 0 ? 0 : 1)}${UNITS[unit]}`;
}

/** So many a second: `0/s`, `0.2/s`, `8.5/s`, `1200/s`. */
export function rateText(rate: number): string {
  return `${rate.toFixed(rate > 0 && rate < 9.95 ? 1 : 0)}/s`;
}
