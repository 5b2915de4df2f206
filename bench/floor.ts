/** What the kernel's part alone takes: nothing of what it gives is looked at. */

import { systemError } from '../src/base/errors.ts';
import type { SocketIteratorHandle } from '../src/kernel/addon/addon.ts';
import { loadAddon } from '../src/kernel/addon/load-addon.ts';
import { NETLINK_SOCK_DIAG } from '../src/kernel/netlink/dump.ts';
import { inetDiagRequest, tcpDiagRequest } from '../src/sockets/netlink/inet-request.ts';
import type { Method } from './calls.ts';

/** IPv4 and IPv6, as a snapshot asks for both. */
const FAMILIES = [2, 10];
const TCP = { protocol: 6, states: 0xffe };
const HTTPS = { remote: new Set([443]) };
const BUFFER_BYTES = 96 * 1024;
const BUFFERS = 2;

export function requireAddon() {
  const { addon, reason } = loadAddon();
  if (!addon) throw new Error(`the benchmark wants the addon: ${reason}`);
  return addon;
}

/** A dump of TCP sockets whose chunks are dropped: of all, or of those of one remote port. */
export async function dropDump(few = false): Promise<void> {
  for (const family of FAMILIES) await dropOneDump(inetDiagRequest({ family, ...TCP, ports: few ? HTTPS : undefined }));
}

/** The same sockets by one request, each IP version mixed with the other. */
export function dropBoth(few = false): Promise<void> {
  return dropOneDump(tcpDiagRequest({ family: FAMILIES[0] as number, ...TCP, ports: few ? HTTPS : undefined }));
}

function dropOneDump(request: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const buffers = Array.from({ length: BUFFERS }, () => new ArrayBuffer(BUFFER_BYTES));
    let next = 0;
    const dump = new (requireAddon().Dump)(NETLINK_SOCK_DIAG, request, (errno, syscall, _bytes, done) => {
      if (errno === 0 && !done) return dump.read(buffers[next++ % BUFFERS] as ArrayBuffer);
      dump.close();
      if (errno === 0) resolve();
      else reject(systemError(`netlink ${syscall}`, errno));
    });
    for (const buffer of buffers) dump.read(buffer);
  });
}

let iterator: SocketIteratorHandle | undefined;

/** Loaded by the first search that uses it, and kept, as it is in any program that asks again. */
function keptIterator(): SocketIteratorHandle {
  iterator ??= new (requireAddon().SocketIterator)();
  return iterator;
}

/**
 * A search for owners whose triples are dropped.
 * @param threads - 0: the processors, at most 4
 */
export function dropOwnerScan(method: Method, threads: number): Promise<void> {
  const options = { root: '/proc', threads, firstOnly: false };
  return new Promise((resolve, reject) => {
    const { OwnerScan } = requireAddon();
    const started = method === 'bpf' ? { ...options, iterator: keptIterator() } : options;
    const scan = new OwnerScan(started, (errno, syscall, unavailable) => {
      scan.close();
      if (unavailable !== '') reject(new Error(unavailable));
      else if (errno !== 0) reject(systemError(syscall, errno));
      else resolve();
    });
  });
}
