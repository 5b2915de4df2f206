import { ABSENT } from '../../base/absent.ts';
import type { LineCursor } from '../../kernel/procfs/line-cursor.ts';

/** A number of a route; one that does not fit its column is none. @param bit - what the cursor marks it by */
export function known({ misfits }: LineCursor, value: number, bit: number): number {
  return (misfits & bit) === 0 ? value : ABSENT;
}
