import type { Addon, OnOwners } from '../addon.ts';
import { startNative, systemError } from '../errors.ts';
import { yieldToEventLoop } from '../event-loop.ts';
import { type OwnerScan, scanProcessFds } from '../procfs/process-fd.ts';
import { OwnerIndex, type OwnerProcess, TRIPLE } from '../table/owner-index.ts';
import type { ProcessCounts } from '../table/report.ts';
import type { SocketTable } from '../table/socket-table.ts';

export interface Owners {
  index: OwnerIndex;
  counts: ProcessCounts;
}

/**
 * Finds who holds each socket, from every `<root>/<pid>/fd`.
 * @param addon without it the scan is TypeScript's, on this thread in slices
 * @param threads 0: the processors, at most 4
 */
export async function findOwners(
  addon: Addon | undefined,
  root: string,
  threads = 0,
  signal?: AbortSignal,
): Promise<Owners> {
  signal?.throwIfAborted();
  const { triples, processes, counts } = addon
    ? await scanOnThreads(addon, root, threads, signal)
    : await scanProcessFds(root, signal);
  signal?.throwIfAborted();
  const index = await OwnerIndex.build(triples, processes, () => yieldToEventLoop(signal));
  return { index, counts };
}

function scanOnThreads(addon: Addon, root: string, threads: number, signal?: AbortSignal): Promise<OwnerScan> {
  return new Promise((resolve, reject) => {
    const done: OnOwners = (errno, syscall, triples, processes, names, scanned, vanished, forbidden) => {
      signal?.removeEventListener('abort', close);
      close();
      if (signal?.aborted) reject(signal.reason);
      else if (errno !== 0) reject(systemError(`${syscall} ${root}`, errno));
      else resolve({ triples, processes: readProcesses(processes, names), counts: { scanned, vanished, forbidden } });
    };
    const handle = startNative(() => new addon.OwnerScan(root, threads, done));
    const close = () => handle.close();
    signal?.addEventListener('abort', close, { once: true });
  });
}

function readProcesses(words: Uint32Array, names: Uint8Array): Map<number, OwnerProcess> {
  const processes = new Map<number, OwnerProcess>();
  let at = 0;
  for (let i = 0; i < words.length; i += TRIPLE) {
    const [pid, argv0, comm] = words.subarray(i, i + TRIPLE) as unknown as [number, number, number];
    processes.set(pid, {
      pid,
      argv0: names.subarray(at, at + argv0),
      comm: names.subarray(at + argv0, at + argv0 + comm),
    });
    at += argv0 + comm;
  }
  return processes;
}

/** Gives each row of a table its owners. */
export function joinOwners(table: SocketTable, index: OwnerIndex): SocketTable {
  const firstOwner = new Uint32Array(table.length);
  for (let row = 0; row < table.length; row++) firstOwner[row] = index.find(table.inode[row] as number);
  table.firstOwner = firstOwner;
  table.owners = index;
  return table;
}
