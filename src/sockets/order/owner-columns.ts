import type { Columns } from '../table/columns.ts';
import { NO_OWNER, type OwnerProcess, programName, TRIPLE } from '../table/owner-chains.ts';

const PID = 1;
const FD = 2;

/** What a field of owners is sorted by. */
export function ownerColumn(table: Columns, name: string): { columns: Float64Array[]; ofThisTable?: true } {
  if (name === 'pid') return { columns: [ofFirst(table, (at) => table.owners?.triples[at * TRIPLE + PID] as number)] };
  if (name === 'fd') return { columns: [ofFirst(table, (at) => table.owners?.triples[at * TRIPLE + FD] as number)] };
  if (name === 'ownerCount') return { columns: [ownerCounts(table)] };
  if (name === 'ownerUid' || name === 'ownerUser') return { columns: [ofFirst(table, (at) => userOf(table, at))] };
  const ranks = nameRanks(table, name === 'process' ? ({ comm }) => comm : ({ argv0 }) => programName(argv0));
  const column = ofFirst(table, (at) => ranks.get(table.owners?.triples[at * TRIPLE + PID] as number) ?? Number.NaN);
  return { columns: [column], ofThisTable: true };
}

/** The user of an owner; NaN where that is not known. */
function userOf({ owners }: Columns, at: number): number {
  return owners?.users?.uidOf(owners.triples[at * TRIPLE + PID] as number) ?? Number.NaN;
}

/** A number of each row's first owner; NaN where there is none. */
function ofFirst({ length, firstOwner, owners }: Columns, numberOf: (at: number) => number): Float64Array {
  const column = new Float64Array(length).fill(Number.NaN);
  if (!firstOwner || !owners) return column;
  for (let row = 0; row < length; row++) {
    const at = firstOwner[row] as number;
    if (at !== NO_OWNER) column[row] = numberOf(at);
  }
  return column;
}

function ownerCounts({ length, firstOwner, owners }: Columns): Float64Array {
  const column = new Float64Array(length).fill(Number.NaN);
  if (!firstOwner || !owners) return column;
  for (let row = 0; row < length; row++) {
    let count = 0;
    for (let at = firstOwner[row] as number; at !== NO_OWNER; at = owners.next[at] as number) count++;
    column[row] = count;
  }
  return column;
}

/** By pid, the place of each process's name among all: there are few processes beside sockets. */
function nameRanks({ owners }: Columns, nameOf: (process: OwnerProcess) => Uint8Array): Map<number, number> {
  const names = new Map<number, string>();
  for (const [pid, process] of owners?.processes ?? []) names.set(pid, Buffer.from(nameOf(process)).toString('latin1'));
  const places = new Map([...new Set(names.values())].sort().map((name, place) => [name, place]));
  return new Map([...names].map(([pid, name]) => [pid, places.get(name) as number]));
}
