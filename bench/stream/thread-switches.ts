import { readdirSync, readFileSync } from 'node:fs';

/** How often the threads of a process were put aside, each of which is a time it had run. */
export interface Switches {
  threads: number;
  switches: number;
}

export function threadSwitches(pid: number): Switches {
  const threads = readdirSync(`/proc/${pid}/task`);
  const switches = threads.map((thread) =>
    contextSwitches(readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1')),
  );
  return { threads: threads.length, switches: switches.reduce((sum, one) => sum + one, 0) };
}

/** Of one thread's status: those it wanted, to wait, and those it did not. */
export function contextSwitches(status: string): number {
  const found = [...status.matchAll(/^(?:non)?voluntary_ctxt_switches:\s*(\d+)$/gm)];
  if (found.length !== 2) throw new Error('a status without context switches');
  return found.reduce((sum, [, count]) => sum + Number(count), 0);
}
