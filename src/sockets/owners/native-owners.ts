import { systemError } from '../../base/errors.ts';
import type { Addon, OnOwners, OwnerScanOptions } from '../../kernel/addon/addon.ts';
import { startNative } from '../../kernel/addon/start-native.ts';
import { type OwnerProcess, TRIPLE } from '../table/owner-chains.ts';
import { bpfUnavailable } from './owner-method.ts';
import type { OwnerScan } from './process-fd.ts';

/**
 * Searches on the addon's threads. Throws ERR_BPF_UNAVAILABLE when it was to use a program that cannot be used here.
 * @param later - with an iterator: the inodes of the wanted sockets, or undefined for all
 */
export function searchNatively(
  addon: Addon,
  options: OwnerScanOptions,
  signal?: AbortSignal,
  later?: Promise<ReadonlySet<number> | undefined>,
): Promise<OwnerScan> {
  return new Promise((resolve, reject) => {
    const done: OnOwners = (
      errno,
      syscall,
      unavailable,
      triples,
      words,
      names,
      scanned,
      vanished,
      forbidden,
      untold,
    ) => {
      signal?.removeEventListener('abort', close);
      close();
      if (signal?.aborted) reject(signal.reason);
      else if (errno !== 0) reject(systemError(`${syscall} ${options.root}`, errno));
      else if (unavailable !== '') reject(bpfUnavailable(unavailable));
      else
        resolve({ triples, processes: readProcesses(words, names), counts: { scanned, vanished, forbidden }, untold });
    };
    const handle = startNative(() => new addon.OwnerScan({ ...options, late: later !== undefined }, done));
    const close = () => handle.close();
    // Without a dump there is nothing to find owners for.
    later?.then((inodes) => handle.want(inodes && Uint32Array.from(inodes)), close);
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
