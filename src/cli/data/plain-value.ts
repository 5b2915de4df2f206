import { jsonLine } from '../../recording/json-line.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { csvText } from './csv-text.ts';

/** Writes plain data as JSON: numbers of 64 bits with every digit, maps as objects, times as ISO 8601, and no limit as null. */
export function writeJson(out: LineWriter, value: unknown): void {
  out.copy(Buffer.from(jsonOf(value)));
}

function jsonOf(value: unknown): string {
  if (typeof value === 'string') return jsonLine(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return `${value}`;
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (typeof value !== 'object' || value === null) return 'null';
  if (value instanceof Date) return jsonLine(value);
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`;
  return `{${jsonMembers(value).slice(1)}}`;
}

/** The members of an object, a comma before each. */
export function jsonMembers(data: object): string {
  const entries: Iterable<[string, unknown]> = data instanceof Map ? data : Object.entries(data);
  let text = '';
  for (const [key, item] of entries) if (item !== undefined) text += `,${jsonLine(key)}:${jsonOf(item)}`;
  return text;
}

/** A value as one cell of CSV: the texts of a list with blanks between them; a list of objects as JSON. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && !Number.isFinite(value)) return '';
  if (typeof value === 'string') return csvText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return csvText(value.some(isObject) ? jsonOf(value) : value.join(' '));
  return isObject(value) ? csvText(jsonOf(value)) : `${value}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
