import type { SocketJSON } from '../../sockets/table/socket-json.ts';
import type { Change, GapChange, LateChange, SocketChange } from './change.ts';

/** A change as plain data: what `JSON.stringify` prints. `time` is in ISO 8601. */
export type ChangeJSON =
  | (Omit<SocketChange, 'time' | 'socket'> & { time: string; socket: SocketJSON })
  | (Omit<GapChange, 'time'> & { time: string })
  | (Omit<LateChange, 'time'> & { time: string });

export function toChangeJSON(change: Change): ChangeJSON {
  const { type, time, monotonic, ...rest } = change;
  const json = { type, time: new Date(time).toISOString(), monotonic, ...rest };
  return ('socket' in json ? { ...json, socket: json.socket.toJSON() } : json) as ChangeJSON;
}
