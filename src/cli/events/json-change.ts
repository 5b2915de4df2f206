import type { Change } from '../../index.ts';
import { jsonLine } from '../../recording/json-line.ts';
import { type ChangeJSON, toChangeJSON } from '../../watch/changes/change-json.ts';
import type { EventColumns } from './event-columns.ts';
import { columnsOfSocket } from './json-columns.ts';
import { shortChange } from './short-change.ts';

/** Of the lines that `--json` prints: schema/event.schema.json has the same. A field that is added does not change it. */
export const EVENT_VERSION = 1;

/** A change as a line of JSON, without its end. */
export function jsonChange(change: Change, columns: EventColumns): string {
  return jsonLine({ v: EVENT_VERSION, ...chosen(toChangeJSON(change), columns) });
}

function chosen(json: ChangeJSON, columns: EventColumns): object {
  if (columns === 'default') return shortChange(json);
  if (columns === 'all' || !('socket' in json)) return json;
  return { ...json, socket: columnsOfSocket(json.socket, columns) };
}
