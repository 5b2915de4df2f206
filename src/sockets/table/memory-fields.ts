import type { SocketMemory } from './readers.ts';

/** The members of a socket's memory, in the order of `enum SK_MEMINFO_*` in `include/uapi/linux/sock_diag.h`. */
export const MEMORY_FIELDS = [
  'rmemAlloc',
  'rcvbuf',
  'wmemAlloc',
  'sndbuf',
  'fwdAlloc',
  'wmemQueued',
  'optmem',
  'backlog',
  'drops',
] as const satisfies readonly (keyof SocketMemory)[];

export type MemoryField = (typeof MEMORY_FIELDS)[number];
