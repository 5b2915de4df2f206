import type { Owner, OwnerProcess } from './owner-chains.ts';
import { isNumber, MOST_32 } from './plain-values.ts';

/** Whether plain data is a list of owners, where there is any: a process that has several descriptors has one name. */
export function isOwners(value: unknown): value is Owner[] | undefined {
  if (value === undefined) return true;
  if (!Array.isArray(value) || !value.every(isOwner)) return false;
  return value.length < 2 || haveOneName(value);
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, fd, name, comm } = value as Record<string, unknown>;
  if (typeof name !== 'string' || typeof comm !== 'string') return false;
  // Of a path programName() leaves what is behind its last slash.
  return isNumber(pid, MOST_32) && isNumber(fd, MOST_32) && !name.startsWith('/');
}

function haveOneName(owners: readonly Owner[]): boolean {
  const first = new Map<number, Owner>();
  return owners.every((owner) => {
    const known = first.get(owner.pid);
    if (known) return hasNameOf(owner, known);
    first.set(owner.pid, owner);
    return true;
  });
}

/** Whether the process of one owner is called as that of another. */
export function hasNameOf(owner: Owner, other: Owner): boolean {
  return owner.name === other.name && owner.comm === other.comm;
}

/** The process of an owner, whose name is what programName() makes of its argv0. */
export function processOf({ pid, name, comm }: Owner): OwnerProcess {
  return { pid, argv0: Buffer.from(name), comm: Buffer.from(comm) };
}
