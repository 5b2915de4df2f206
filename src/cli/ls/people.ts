import type { GroupValue, SocketGroup } from '../../index.ts';
import type { GroupFields } from './group-fields.ts';

type ValueOf = (name: string, value: GroupValue) => GroupValue;

/** Whether a key is a user, or the user of a process, so that groups must be made anew for it. */
export function hasPeople({ keys }: GroupFields): boolean {
  return keys.some(({ name, madeBy }) => name !== madeBy);
}

/** Groups by users, of groups by their numbers or by processes. Those that are one group then are joined. */
export async function peopleGroups(
  groups: readonly SocketGroup[],
  { keys }: GroupFields,
  procRoot: string,
): Promise<SocketGroup[]> {
  const keyValueOf = await peopleIn(groups, keys, procRoot);
  const joined = new Map<string, SocketGroup>();
  for (const group of groups) {
    const key: Record<string, GroupValue> = {};
    for (const { name, madeBy } of keys) key[name] = keyValueOf(name, group.key[madeBy] ?? null);
    const id = JSON.stringify(Object.values(key));
    const other = joined.get(id);
    joined.set(id, other ? sumOf(other, group) : { ...group, key });
  }
  return [...joined.values()];
}

/** What is to be known of all of them is read once. */
async function peopleIn(groups: readonly SocketGroup[], keys: GroupFields['keys'], procRoot: string): Promise<ValueOf> {
  const { ProcessUsers } = await import('../../sockets/owners/process-users.ts');
  const { UserNames } = await import('../../names/user-names.ts');
  const numbersOf = (madeBy: string) =>
    groups.map(({ key }) => key[madeBy]).filter((value) => typeof value === 'number');
  const processes = new ProcessUsers(procRoot);
  await processes.read(new Set(numbersOf('pid')), async () => {});
  const names = new UserNames();
  const uidOf = (pid: GroupValue) => (typeof pid === 'number' ? (processes.uidOf(pid) ?? null) : null);
  if (keys.some(({ name }) => name === 'user' || name === 'ownerUser')) {
    const ofProcesses = numbersOf('pid')
      .map((pid) => uidOf(pid))
      .filter((uid) => typeof uid === 'number');
    await names.load(new Set([...numbersOf('uid'), ...ofProcesses]));
  }
  const nameOf = (uid: GroupValue) => {
    if (typeof uid !== 'number') return null;
    const name = names.get(uid);
    return name ? Buffer.from(name).toString('utf8') : `${uid}`;
  };
  return (name, value) => {
    if (name === 'user') return nameOf(value);
    if (name === 'ownerUid') return uidOf(value);
    return name === 'ownerUser' ? nameOf(uidOf(value)) : value;
  };
}

function sumOf(one: SocketGroup, other: SocketGroup): SocketGroup {
  const joined = (a: SocketGroup['sum'], b: SocketGroup['sum'], join: (x: number, y: number) => number) =>
    Object.fromEntries(
      Object.keys(a).map((name) => {
        const [x, y] = [a[name] ?? null, b[name] ?? null];
        return [name, x === null || y === null ? (x ?? y) : join(x, y)];
      }),
    );
  return {
    key: one.key,
    count: one.count + other.count,
    sum: joined(one.sum, other.sum, (x, y) => x + y),
    max: joined(one.max, other.max, Math.max),
  };
}
