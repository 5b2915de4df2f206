import type { SocketJSON } from '../../sockets/table/socket-json.ts';
import type {
  Change,
  ChangedChange,
  ClosedChange,
  GapChange,
  LateChange,
  OfSocket,
  OpenedChange,
  OwnerChange,
  PresentChange,
} from './change.ts';

/** A change of one socket as plain data. */
export type OfSocketJSON<Change extends OfSocket> = Omit<Change, 'time' | 'socket'> & {
  time: string;
  socket: SocketJSON;
};

/** A change as plain data: what toChangeJSON() gives, and `JSON.stringify` of a batch prints. `time` is in ISO 8601. */
export type ChangeJSON =
  | OfSocketJSON<PresentChange>
  | OfSocketJSON<OpenedChange>
  | OfSocketJSON<ChangedChange>
  | OfSocketJSON<OwnerChange>
  | OfSocketJSON<ClosedChange>
  | (Omit<GapChange, 'time'> & { time: string })
  | (Omit<LateChange, 'time'> & { time: string });

/** A change as plain data, with names that stay. */
export function toChangeJSON(change: Change): ChangeJSON {
  const { type, time, monotonic, ...rest } = change;
  const json = { type, time: new Date(time).toISOString(), monotonic, ...rest };
  return ('socket' in json ? { ...json, socket: json.socket.toJSON() } : json) as ChangeJSON;
}
