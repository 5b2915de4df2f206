import type { DataFormat } from '../settings.ts';

/** What each row of a listing begins with that says when it was read. */
export interface TimeColumn {
  prefix: Uint8Array;
  /** In the header of CSV. */
  names: readonly string[];
}

/** @param time - ISO 8601; without one there is nothing */
export function timeColumn(format: DataFormat, time: string | undefined): TimeColumn {
  if (time === undefined) return { prefix: new Uint8Array(0), names: [] };
  return { prefix: Buffer.from(format === 'csv' ? `${time},` : `,"time":"${time}"`), names: ['time'] };
}
