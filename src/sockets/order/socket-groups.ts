import type { Grouping } from './group.ts';
import type { GroupValue } from './group-key.ts';
import { sortInSlices } from './sort-in-slices.ts';

/** A number by the name of a measure; `null` where no socket of the group knows it. */
export type GroupNumbers = Readonly<Record<string, number | null>>;

/** Sockets that have the same values of all keys. Plain data. */
export interface SocketGroup {
  /** The value of each key, by its name: as a socket's plain data has it, and `null` where it is unknown, or these sockets have no such field. */
  key: Readonly<Record<string, GroupValue>>;
  /** How many sockets there are. */
  count: number;
  /** Sums of the measures of which a sum says something. */
  sum: GroupNumbers;
  /** The largest value of each measure. */
  max: GroupNumbers;
}

/** The groups that were wanted, and what they are of. */
export interface SocketGroups {
  /** Most sockets first, and those of one count by their keys. */
  groups: SocketGroup[];
  /** How many groups there are, those that `top` leaves out included. */
  groupCount: number;
  /** How many sockets are in them all. */
  count: number;
}

/** The largest groups as plain data. @param top - how many at most */
export async function socketGroups(
  grouping: Grouping,
  top: number | undefined,
  pause: () => Promise<void>,
): Promise<SocketGroups> {
  const all = Uint32Array.from({ length: grouping.length }, (_, group) => group);
  const sorted = await sortInSlices(all, (one, other) => compareGroups(grouping, one, other), pause);
  const groups: SocketGroup[] = [];
  for (const group of sorted.subarray(0, top)) {
    groups.push(socketGroup(grouping, group));
    if (groups.length % SLICE === 0) await pause();
  }
  return { groups, groupCount: grouping.length, count: grouping.rows };
}

/** Made in one go. */
const SLICE = 4096;

function compareGroups(grouping: Grouping, one: number, other: number): number {
  const more = grouping.count(other) - grouping.count(one);
  if (more !== 0) return more;
  for (const [at, key] of grouping.keys.entries()) {
    const order = compareValues(key.compare, grouping.value(one, at), grouping.value(other, at));
    if (order !== 0) return order;
  }
  return 0;
}

/** Unknown comes last. */
function compareValues(compare: (one: number, other: number) => number, one: number, other: number): number {
  if (one === other) return 0;
  if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
  return compare(one, other);
}

function socketGroup(grouping: Grouping, group: number): SocketGroup {
  const key: Record<string, GroupValue> = {};
  for (const [at, { name, value }] of grouping.keys.entries()) {
    const number = grouping.value(group, at);
    key[name] = Number.isNaN(number) ? null : value(number);
  }
  const sum: Record<string, number | null> = {};
  const max: Record<string, number | null> = {};
  for (const [at, { field, sums }] of grouping.measures.entries()) {
    if (sums) sum[field.name] = orNull(grouping.sum(group, at));
    max[field.name] = orNull(grouping.maximum(group, at));
  }
  return { key, count: grouping.count(group), sum, max };
}

const orNull = (number: number) => (Number.isNaN(number) ? null : number);
