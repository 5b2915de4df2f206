import { AF_UNIX } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import type { Field } from '../table/field.ts';
import { FIELDS } from '../table/fields.ts';
import { UNKNOWN } from '../table/unknown.ts';
import type { Operator, Value } from './expression.ts';
import { FALSE, TRUE, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';

/** Numbers of 64 bits from one up to another, each in two words. */
interface Bounds {
  low: bigint;
  high: bigint;
}

const MOST = 2n ** 64n - 1n;

/** Whether the number of 64 bits that a row has in a field is one that a comparison names; exact. Undefined where a value is no number. */
export function idTest(name: string, operator: Operator, values: readonly Value[]): TruthTest | undefined {
  const bounds: Bounds[] = [];
  for (const value of values) {
    const bound = boundsOf(value);
    if (bound === undefined) return undefined;
    const { low, high } = compared(operator, bound);
    if (low <= high && high >= 0n && low <= MOST) bounds.push({ low, high });
  }
  const words = Uint32Array.from(bounds.flatMap(({ low, high }) => [...wordsOf(low), ...wordsOf(high)]));
  const field: Field | undefined = (FIELDS as Readonly<Record<string, Field>>)[name];
  const bit = UNKNOWN[name as keyof typeof UNKNOWN] ?? 0;
  return {
    slow: false,
    fill(table, out) {
      const column = (table as unknown as Readonly<Record<string, Uint32Array | undefined>>)[name];
      if (!column) return void out.fill(UNKNOWN_TRUTH, 0, table.length);
      for (let row = 0; row < table.length; row++) {
        const known = ((table.unknown[row] as number) & bit) === 0 && has(table, row, field);
        const found = known && isWithin(words, column[2 * row + 1] as number, column[2 * row] as number);
        out[row] = found ? TRUE : known ? FALSE : UNKNOWN_TRUTH;
      }
    },
  };
}

const has = ({ family }: Columns, row: number, field: Field | undefined) =>
  field?.on !== 'inet' || family[row] !== AF_UNIX;

function boundsOf(value: Value): Bounds | undefined {
  if (value.kind === 'id64') return { low: value.id, high: value.id };
  if (value.kind === 'number') return { low: BigInt(Math.trunc(value.number)), high: BigInt(Math.trunc(value.number)) };
  if (value.kind === 'range') return { low: BigInt(value.low), high: BigInt(value.high) };
  return undefined;
}

function compared(operator: Operator, { low, high }: Bounds): Bounds {
  if (operator === '<') return { low: 0n, high: low - 1n };
  if (operator === '<=') return { low: 0n, high };
  if (operator === '>') return { low: high + 1n, high: MOST };
  return operator === '>=' ? { low, high: MOST } : { low, high };
}

/** High word first. What lies outside of 64 bits leaves nothing. */
function wordsOf(id: bigint): [number, number] {
  const kept = id < 0n ? 0n : id > MOST ? MOST : id;
  return [Number(kept >> 32n), Number(kept & 0xffffffffn)];
}

/** Of bounds as wordsOf() has them, four words each. */
function isWithin(words: Uint32Array, high: number, low: number): boolean {
  for (let at = 0; at < words.length; at += 4) {
    const [fromHigh, fromLow] = [words[at] as number, words[at + 1] as number];
    const [toHigh, toLow] = [words[at + 2] as number, words[at + 3] as number];
    const above = high > fromHigh || (high === fromHigh && low >= fromLow);
    if (above && (high < toHigh || (high === toHigh && low <= toLow))) return true;
  }
  return false;
}
