import type { GroupValue } from '../../src/sockets/order/group-key.ts';
import type { SocketGroup } from '../../src/sockets/order/socket-groups.ts';
import { fieldNamed } from '../../src/sockets/table/named-fields.ts';
import type { SocketJSON } from '../../src/sockets/table/socket-json.ts';

type Plain = Readonly<Record<string, unknown>>;

/** What groups must be, found the simple way: from plain data, with an object a row and texts for keys. The order is left to whoever compares. */
export function plainGroups(
  rows: readonly SocketJSON[],
  by: readonly string[],
  measures: readonly string[],
): SocketGroup[] {
  const groups = new Map<string, { key: Record<string, GroupValue>; rows: SocketJSON[] }>();
  for (const row of rows) {
    const key = Object.fromEntries(by.map((name) => [name, plainValue(row, name) as GroupValue]));
    const text = JSON.stringify(key);
    const group = groups.get(text) ?? { key, rows: [] };
    groups.set(text, group);
    group.rows.push(row);
  }
  return Array.from(groups.values(), ({ key, rows: members }) => {
    const sum: Record<string, number | null> = {};
    const max: Record<string, number | null> = {};
    for (const name of measures) {
      const known = members.map((row) => plainValue(row, name)).filter((value) => value !== null) as number[];
      if (fieldNamed(name)?.fold === 'sum') sum[name] = known.length > 0 ? known.reduce((a, b) => a + b) : null;
      max[name] = known.length > 0 ? known.reduce((a, b) => Math.max(a, b)) : null;
    }
    return { key, count: members.length, sum, max };
  });
}

/** A field of a row by its name; `null` where it is not there. */
export function plainValue(row: SocketJSON, name: string): unknown {
  const plain = row as Plain;
  const [group = '', member] = name.split('.');
  if (member !== undefined) return (plain[group] as Plain | undefined)?.[member] ?? null;
  const owner = row.owners?.[0];
  if (name === 'process') return owner?.comm ?? null;
  if (name === 'program') return owner?.name ?? null;
  if (name === 'pid' || name === 'fd') return owner?.[name] ?? null;
  if (name === 'ownerCount') return row.owners?.length ?? null;
  if (name === 'queueFull') {
    const { family, recvQ, backlog } = row;
    if (family === 'unix' || recvQ === null || backlog === null) return null;
    return recvQ > backlog;
  }
  return plain[name] ?? null;
}
