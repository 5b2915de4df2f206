import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileError } from '../../base/errors.ts';
import { yieldToEventLoop } from '../../base/event-loop.ts';

const SLICE_MS = 4;
const NUMBER = /^\d+$/;

/**
 * The number of descriptors of each process, by pid: what Linux gives as the size of its `fd` folder since 6.2. 0 where it has none,
 * and where that cannot be known: on an older kernel, or of a process that is not to be looked into. It says nothing of tables that
 * threads have for themselves.
 * @param pids - only these processes; those that have ended are left out
 * @throws SockdiagError when the root cannot be read
 */
export async function descriptorCounts(
  root: string,
  pids?: Iterable<number>,
  signal?: AbortSignal,
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  let deadline = performance.now() + SLICE_MS;
  for (const pid of pids ?? (await listPids(root))) {
    const count = descriptorCount(`${root}/${pid}/fd`);
    if (count !== undefined) counts.set(pid, count);
    if (performance.now() < deadline) continue;
    await yieldToEventLoop(signal);
    deadline = performance.now() + SLICE_MS;
  }
  signal?.throwIfAborted();
  return counts;
}

/** On a thread: with ten thousand processes the kernel takes 10 ms. */
async function listPids(root: string): Promise<number[]> {
  try {
    return (await readdir(root)).filter((name) => NUMBER.test(name)).map(Number);
  } catch (error) {
    throw fileError('scandir', root, error);
  }
}

/** Undefined when the process has ended. */
function descriptorCount(folder: string): number | undefined {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.size;
  } catch {
    // EACCES, EPERM: someone else's, and hidden. Whatever else it may be, the number is only a hint where to look first.
    return 0;
  }
}
