import { statSync } from 'node:fs';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { ProcRoot } from '../../src/kernel/procfs/root.ts';
import type { Owners } from '../../src/sockets/owners/owners.ts';
import { type OwnerPart, OwnerSearch } from '../../src/watch/owners/owner-search.ts';
import { skipUnless } from './skip.ts';

const { addon, reason } = loadAddon();
const counted = statSync('/proc/self/fd').size > 0;

export const notCounted = skipUnless(
  counted,
  'this kernel does not say how many descriptors a process has (Linux 6.2)',
);

/** The inode of a socket that is not there. */
export const ABSENT = 0xfffffff0;

/** What reads /proc. */
export interface Way {
  way: string;
  sources: { addon: typeof addon; addonMissing: string | undefined };
  skip: string | false;
}

export const WITH_ADDON: Way = {
  way: 'the addon',
  sources: { addon, addonMissing: reason },
  skip: skipUnless(addon !== undefined, `no addon: ${reason}`),
};

export const WAYS: readonly Way[] = [
  WITH_ADDON,
  { way: 'TypeScript', sources: { addon: undefined, addonMissing: 'not wanted' }, skip: false },
];

/** @param path - of /proc */
export function newSearch(path: string, { sources }: Way, part: OwnerPart = { owners: true }): OwnerSearch {
  return new OwnerSearch({ ...sources, root: new ProcRoot(path) }, part);
}

/** Pid and descriptor of each. */
export function ownersOf({ index }: Owners, inode: number): [number, number][] {
  return index.owners(index.find(inode)).map(({ pid, fd }) => [pid, fd]);
}
