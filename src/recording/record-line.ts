import type { Change } from '../watch/changes/change.ts';
import { toChangeJSON } from '../watch/changes/change-json.ts';
import { jsonLine } from './json-line.ts';

/** A change as a line of a record, with its end. */
export function recordLine(change: Change): string {
  return `${jsonLine(toChangeJSON(change))}\n`;
}
