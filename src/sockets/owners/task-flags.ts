import { readSmall } from '../../kernel/procfs/read-small.ts';

/** Of include/linux/sched.h: it is about to end; it is one of the kernel's own. */
export const PF_EXITING = 0x4;
export const PF_KTHREAD = 0x00200000;

/** Field 9 of `stat`, counted from behind the name in brackets. */
const FLAGS_FIELD = 6;

/** The kernel's flags of a process or thread, by its folder; 0 where they cannot be read. */
export function taskFlags(task: string): number {
  let stat: string;
  try {
    stat = Buffer.from(readSmall(`${task}/stat`)).toString('latin1');
  } catch {
    return 0;
  }
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[FLAGS_FIELD]) || 0;
}
