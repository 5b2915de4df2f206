import { AF_UNIX } from '../../uapi/sockets.ts';
import type { Columns } from '../table/columns.ts';
import { UNKNOWN } from '../table/unknown.ts';
import type { GroupKey } from './group-key.ts';
import { ascending, isTrue } from './number-key.ts';

const EITHER = UNKNOWN.recvQ | UNKNOWN.backlog;

/** Whether more wait to be accepted than the backlog allows; what does not listen has none. */
export function queueFullKey(): GroupKey {
  const fill = ({ length, family, unknown, recvQ, backlog }: Columns, out: Float64Array) => {
    for (let row = 0; row < length; row++) {
      if (family[row] === AF_UNIX || ((unknown[row] as number) & EITHER) !== 0) out[row] = Number.NaN;
      else out[row] = (recvQ[row] as number) > (backlog[row] as number) ? 1 : 0;
    }
  };
  return { name: 'queueFull', fill, value: isTrue, compare: ascending };
}
