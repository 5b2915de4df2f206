import type { NamedField } from '../table/named-fields.ts';

type Unit = NonNullable<NamedField['unit']>;

const KIB = 1024;
const SIZES: Readonly<Record<string, number>> = { '': 1, b: 1, k: KIB, m: KIB ** 2, g: KIB ** 3, t: KIB ** 4 };
/** In nanoseconds. */
const TIMES: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
/** Of bits a second, as other programs show rates. */
const BITS: Readonly<Record<string, number>> = {
  bit: 1,
  kbit: 1e3,
  mbit: 1e6,
  gbit: 1e9,
  bps: 1,
  kbps: 1e3,
  mbps: 1e6,
  gbps: 1e9,
};

const NUMBER = /^(\d+(?:\.\d+)?)([a-zµ]*)((?:\/s)?)$/i;

/** A number with the unit of its field; or why it is none, and what would be. */
export type Measured = { number: number } | { reason: string; expected: readonly string[] };

/** Reads a number in the unit of a field: `64k` of bytes is 65,536, `100ms` of microseconds 100,000. */
export function measured(text: string, unit: Unit | undefined): Measured {
  const [, digits = '', letters = '', perSecond = ''] = NUMBER.exec(text) ?? [];
  if (digits === '') return { reason: 'this is no number', expected: unit ? examplesOf(unit) : [] };
  const value = Number(digits);
  const word = letters.toLowerCase();
  if (unit === 'us' || unit === 'ms') return time(value, word + perSecond, unit);
  if (unit === 'bytes/s') return size(value, word, unit);
  if (unit === 'bytes') return size(value, word + perSecond, unit);
  if (letters !== '' || perSecond !== '') return noUnit(letters + perSecond, value * (sizeOf(word) ?? 1));
  return whole(value);
}

/** A time as a unit of ours has it, for a reader to write. */
export function timeText(number: number, unit: 'us' | 'ms'): string {
  const ns = Math.round(number * (TIMES[unit] as number));
  const [word, factor] = Object.entries(TIMES).findLast(([name, factor]) => name !== 'µs' && ns % factor === 0) ?? [
    'ns',
    1,
  ];
  return ns === 0 ? '0' : `${ns / factor}${word}`;
}

function time(value: number, word: string, unit: 'us' | 'ms'): Measured {
  if (word === '') {
    if (value === 0) return { number: 0 };
    return { reason: 'a time needs a unit', expected: [`${value}ms`] };
  }
  const factor = Object.hasOwn(TIMES, word) ? TIMES[word] : undefined;
  if (factor === undefined) return { reason: `'${word}' is no unit of time`, expected: [`${value}ms`, `${value}s`] };
  return bounded(Math.round(value * factor) / (TIMES[unit] as number));
}

function size(value: number, word: string, unit: 'bytes' | 'bytes/s'): Measured {
  const factor = sizeOf(word);
  if (factor !== undefined) return whole(value * factor);
  const bits = BITS[word];
  if (bits !== undefined && unit === 'bytes/s') {
    return { reason: 'rates are in bytes a second, not bits', expected: [`${(value * bits) / 8}`] };
  }
  return { reason: `'${word}' is no unit of bytes`, expected: [`${value}k`, `${value}m`] };
}

/** `k`, `kb` and `kib` are the same: 1,024. */
function sizeOf(word: string): number | undefined {
  return Object.hasOwn(SIZES, word) ? SIZES[word] : SIZES[/^([kmgt])i?b$/.exec(word)?.[1] ?? '?'];
}

function noUnit(letters: string, value: number): Measured {
  return { reason: `no unit is right here, and '${letters}' is one`, expected: [`${value}`] };
}

function whole(value: number): Measured {
  if (!Number.isInteger(value)) return { reason: 'this is no whole number', expected: [`${Math.round(value)}`] };
  return bounded(value);
}

function bounded(number: number): Measured {
  return number <= Number.MAX_SAFE_INTEGER ? { number } : { reason: 'this number is too large', expected: [] };
}

function examplesOf(unit: Unit): string[] {
  if (unit === 'us' || unit === 'ms') return ['100ms'];
  return unit === 'bytes' || unit === 'bytes/s' ? ['64k'] : [];
}
