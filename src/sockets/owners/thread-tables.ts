import { readdirSync, statSync } from 'node:fs';

/** The threads of a process besides its first, by what is known of their tables of descriptors. */
export interface ThreadTables {
  /** One thread for each table that is certainly another one. */
  others: number[];
  /** These may have the first thread's table, one of those, or their own. */
  untold: number[];
}

const NUMBER = /^\d+$/;
// The links of a folder without subfolders, and of /proc/<pid>/task without threads.
const TASK_LINKS = 2;

/**
 * A thread can leave the table that all others share, and when the first thread has ended, `/proc/<pid>/fd` shows nothing. Two tables of
 * different sizes are two; of one size they may be one, and only kcmp() could tell.
 * @param sizesKnown - see `knowsSizes()`
 */
export function threadTables(process: string, pid: number, sizesKnown: boolean): ThreadTables {
  const tables: ThreadTables = { others: [], untold: [] };
  const links = statSync(`${process}/task`, { throwIfNoEntry: false })?.nlink ?? 0;
  if (links <= TASK_LINKS + 1) return tables;
  const sizes = new Set([0, tableSize(`${process}/fd`)]);
  for (const thread of numericNames(readdirSync(`${process}/task`))) {
    if (thread === pid) continue;
    const size = sizesKnown ? tableSize(`${process}/task/${thread}/fd`) : 0;
    if (sizesKnown && size === 0) continue;
    (sizes.has(size) ? tables.untold : tables.others).push(thread);
    sizes.add(size);
  }
  return tables;
}

/** Whether the size of an fd folder is the number of its descriptors, as it is since Linux 6.2; before it is 0. */
export function knowsSizes(root: string): boolean {
  try {
    return tableSize(`${root}/self/fd`) > 0;
  } catch {
    // Node's --permission.
    return false;
  }
}

/** The names of a folder that are numbers: processes, threads, descriptors. */
export const numericNames = (names: readonly string[]): number[] =>
  names.filter((name) => NUMBER.test(name)).map(Number);

function tableSize(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.size ?? 0;
}
