import { isSocketJSON } from '../sockets/table/from-json.ts';
import { isOwners } from '../sockets/table/plain-owners.ts';
import { isName, isNumber } from '../sockets/table/plain-values.ts';
import { STATES } from '../uapi/sockets.ts';
import type { ChangeType } from '../watch/changes/change.ts';
import type { ChangeJSON } from '../watch/changes/change-json.ts';

type Data = Readonly<Record<string, unknown>>;
type Check = (data: Data) => boolean;

/** A number of ms, a part of one included. */
const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isUnseen = (value: unknown) => value === undefined || value === true;
const isDate = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));

function isAge(value: unknown): boolean {
  const { atLeast, atMost } = (value ?? {}) as Data;
  return isTime(atLeast) && (atMost === null || isTime(atMost));
}

const isOfSocket: Check = ({ id, socket }) => isNumber(id, Number.MAX_SAFE_INTEGER) && id > 0 && isSocketJSON(socket);

/** What a change of each type has beside its time. */
const CHECKS: Readonly<Record<ChangeType, Check>> = {
  present: isOfSocket,
  opened: (data) => isOfSocket(data) && isUnseen(data.unseen),
  changed: (data) => isOfSocket(data) && isName(data.previousState, STATES),
  owner: (data) => isOfSocket(data) && data.previousOwners !== undefined && isOwners(data.previousOwners),
  closed: (data) => isOfSocket(data) && isAge(data.age) && isUnseen(data.unseen),
  gap: ({ lost }) => lost === null || isNumber(lost, Number.MAX_SAFE_INTEGER),
  late: ({ took, interval }) => isTime(took) && isTime(interval),
};

/** Whether data from a record is a change: all that its type has is there, and is what it is to be. */
export function isRecordedChange(data: unknown): data is ChangeJSON {
  if (typeof data !== 'object' || data === null) return false;
  const { type, time, monotonic } = data as Data;
  if (typeof type !== 'string' || !Object.hasOwn(CHECKS, type)) return false;
  return isDate(time) && isTime(monotonic) && CHECKS[type as ChangeType](data as Data);
}
