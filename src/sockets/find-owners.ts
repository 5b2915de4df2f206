import { release } from 'node:os';
import { requireLinux } from '../base/errors.ts';
import { yieldToEventLoop } from '../base/event-loop.ts';
import { ProcRoot } from '../kernel/procfs/root.ts';
import { STATES } from '../uapi/sockets.ts';
import { describeOwners } from './holders/describe-owners.ts';
import type { Holders, HoldersReport } from './holders/holder.ts';
import { HolderCollector } from './holders/holder-collector.ts';
import { holderSearch, type OwnersQuery } from './holders/owners-query.ts';
import { ProcessReader } from './processes/process-reader.ts';
import { scan } from './scan.ts';

const SLICE_MS = 4;

/**
 * Who holds a port, or the path of a UNIX socket, in this network namespace: every socket that keeps others from it, in whatever state, with its
 * processes and what started them.
 *
 * ```ts
 * const { holders } = await findOwners(8080);
 * for (const { state, owners } of holders) console.log(state, owners.map(({ pid, unit }) => `${pid} ${unit}`));
 * ```
 * @throws TypeError for what is no port, or no query
 * @throws SockdiagError what failed, with code, syscall and errno
 */
export async function findOwners(wanted: number | OwnersQuery): Promise<Holders> {
  requireLinux();
  const query = typeof wanted === 'number' ? { port: wanted } : wanted;
  const { source, procRoot, signal, ownerMethod, ownerThreads } = query ?? {};
  const search = holderSearch(query, {
    ...{ source, procRoot, signal, ownerMethod, owners: true },
    ...(ownerThreads !== undefined && { ownerThreads }),
    states: [...STATES, 'BOUND_INACTIVE'],
  });
  const running = scan(search.query);
  const collector = new HolderCollector(search.wants);
  for await (const batch of running) {
    collector.add(batch);
    running.recycle(batch);
  }
  const found = collector.holders();
  const reader = new ProcessReader(new ProcRoot(procRoot).path);
  let deadline = performance.now() + SLICE_MS;
  for (const { holder, owners } of found) {
    for (const process of describeOwners(owners, holder.inode ?? 0, reader)) {
      holder.owners.push(process);
      if (performance.now() < deadline) continue;
      await yieldToEventLoop(signal);
      deadline = performance.now() + SLICE_MS;
    }
  }
  const { sockets, leftOut } = collector;
  const report: HoldersReport = { ...running.report, sockets, leftOut };
  const holders = found.map(({ holder }) => holder);
  const boundUnlisted = whyBoundUnlisted({ holders, report }, release());
  return { holders, report: { ...report, ...(boundUnlisted !== undefined && { boundUnlisted }) } };
}

/** @param kernel - its release, as uname(2) has it: distributions may give an older one what it had not, so what was found counts first */
export function whyBoundUnlisted(
  { holders, report: { sources } }: Pick<Holders, 'holders' | 'report'>,
  kernel: string,
): string | undefined {
  const parts = [sources.tcp, sources.tcp6].filter((part) => part !== undefined);
  if (parts.length === 0 || holders.some(({ state }) => state === 'BOUND_INACTIVE')) return undefined;
  if (parts.some(({ source }) => source !== 'netlink')) return 'only sock_diag lists them, and it was not asked';
  const [major = 0, minor = 0] = kernel.split('.').map(Number);
  return major > 6 || (major === 6 && minor >= 8) ? undefined : `Linux ${kernel} does not list them, 6.8 is the first`;
}
