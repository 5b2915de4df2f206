import type { Change } from '../../index.ts';
import { jsonLine } from '../../recording/json-line.ts';
import { toChangeJSON } from '../../watch/changes/change-json.ts';
import { columnsOfSocket } from './json-columns.ts';

/** Of the lines that `--json` prints: schema/event.schema.json has the same. A field that is added changes it not. */
export const EVENT_VERSION = 1;

/**
 * A change as a line of JSON, without its end.
 * @param columns - of its socket; without them all it has
 */
export function jsonChange(change: Change, columns: readonly string[] | undefined): string {
  const json = toChangeJSON(change);
  if (columns === undefined || !('socket' in json)) return jsonLine({ v: EVENT_VERSION, ...json });
  return jsonLine({ v: EVENT_VERSION, ...json, socket: columnsOfSocket(json.socket, columns) });
}
