import type { NamedField } from '../../sockets/table/named-fields.ts';
import { bytesText, durationText, rateText } from '../output/quantities.ts';

const US_PER_MS = 1000;

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  us: (value) => durationText(value / US_PER_MS),
  ms: durationText,
  bytes: bytesText,
  'bytes/s': (value) => `${bytesText(value)}/s`,
  'segments/s': rateText,
};

/** How a quantity is written in units for people; undefined for a plain number, as queues are. */
export function unitText({ unit, asked }: Pick<NamedField, 'unit' | 'asked'>): ((value: number) => string) | undefined {
  return asked === undefined && unit === 'bytes' ? undefined : UNITS[unit ?? ''];
}
