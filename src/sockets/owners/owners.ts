import { isOutOfReach, SockdiagError } from '../../base/errors.ts';
import { yieldToEventLoop } from '../../base/event-loop.ts';
import type { Addon } from '../../kernel/addon/addon.ts';
import { OwnerIndex } from '../table/owner-index.ts';
import type { OwnerMethod, OwnerMethodName, OwnerReport, OwnersIncomplete, ProcessCounts } from '../table/report.ts';
import type { SocketTable } from '../table/socket-table.ts';
import { incompleteReasons } from './completeness.ts';
import { searchNatively } from './native-owners.ts';
import { chooseMethod, keepIterator, type OwnerSources, rememberUnusable } from './owner-method.ts';
import { type OwnerQuery, type OwnerScan, scanProcessFds } from './process-fd.ts';

export interface OwnerOptions extends OwnerQuery {
  method?: 'auto' | OwnerMethodName | undefined;
  /** 0: the processors, at most 4. */
  threads?: number | undefined;
  /** Instead of `inodes`: they come while the search goes on, which where the kernel lists all sockets need not wait for them. */
  later?: Promise<ReadonlySet<number> | undefined> | undefined;
}

export interface Owners {
  index: OwnerIndex;
  method: OwnerMethod;
  counts: ProcessCounts;
  /** Why these may not be all. */
  incomplete: readonly OwnersIncomplete[];
}

/** What a search says of itself. */
export function ownerReport({ method, incomplete }: Pick<Owners, 'method' | 'incomplete'>): OwnerReport {
  return incomplete.length === 0 ? { ...method, complete: true } : { ...method, complete: false, incomplete };
}

/** Finds who holds each socket. */
export async function searchOwners(
  sources: OwnerSources,
  options: OwnerOptions = {},
  signal?: AbortSignal,
): Promise<Owners> {
  signal?.throwIfAborted();
  const { scan, method } = await search(sources, options, signal);
  signal?.throwIfAborted();
  const inodes = options.later ? await options.later : options.inodes;
  const index = await OwnerIndex.build(scan.triples, scan.processes, () => yieldToEventLoop(signal));
  const incomplete = scan.unopened ? NOT_OPENED : incompleteReasons(sources.root.path, { ...options, inodes }, scan);
  return { index, method, counts: scan.counts, incomplete };
}

async function search(
  sources: OwnerSources,
  options: OwnerOptions,
  signal?: AbortSignal,
): Promise<{ scan: OwnerScan; method: OwnerMethod }> {
  const named = options.method ?? 'auto';
  const { addon, root } = sources;
  let { iterator, reason } = chooseMethod(named, sources, options);
  if (iterator) {
    try {
      const native = { ...nativeOptions(root.path, options), iterator };
      const scan = await searchNatively(addon as Addon, native, signal, options.later);
      keepIterator(iterator);
      return { scan, method: { method: 'bpf' } };
    } catch (error) {
      iterator.close();
      if (named === 'bpf' || !(error instanceof SockdiagError)) throw error;
      reason = error.message;
      rememberUnusable(error);
    }
  }
  const inodes = options.later ? await options.later : options.inodes;
  return {
    scan: await searchFiles(sources, { ...options, inodes }, signal),
    method: { method: 'procfs', reason: reason as string },
  };
}

const NOT_OPENED: readonly OwnersIncomplete[] = ['no-proc'];

/** Where this system's /proc is missing or may not be opened nothing is found, and the sockets stay, which netlink gives. */
async function searchFiles(
  { addon, root }: OwnerSources,
  options: OwnerOptions,
  signal?: AbortSignal,
): Promise<OwnerScan> {
  try {
    return addon
      ? await searchNatively(addon, nativeOptions(root.path, options), signal)
      : await scanProcessFds(root.path, options, signal);
  } catch (error) {
    if (root.moved || !isOutOfReach(error)) throw error;
    const counts = { scanned: 0, vanished: 0, forbidden: 0 };
    return { triples: new Uint32Array(0), processes: new Map(), counts, untold: 0, unopened: true };
  }
}

function nativeOptions(root: string, { threads, pids, inodes, firstOnly }: OwnerOptions) {
  return {
    root,
    threads: threads ?? 0,
    firstOnly: firstOnly === true,
    pids: pids && Uint32Array.from(pids),
    inodes: inodes && Uint32Array.from(inodes),
  };
}

/** Gives each row of a table its owners. */
export function joinOwners(table: SocketTable, index: OwnerIndex): SocketTable {
  const firstOwner = table.firstOwner ?? new Uint32Array(table.capacity);
  for (let row = 0; row < table.length; row++) firstOwner[row] = index.find(table.inode[row] as number);
  table.firstOwner = firstOwner;
  table.owners = index;
  return table;
}
