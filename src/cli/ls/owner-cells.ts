import type { SocketTable } from '../../index.ts';
import { NO_OWNER, type OwnerProcess, programName, TRIPLE } from '../../sockets/table/owner-chains.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { type Cell, type CellOptions, NOTHING } from './cell.ts';
import { writeName } from './text-cells.ts';

const PID = 1;
const FD = 2;
const NO_BYTES = new Uint8Array(0);

type WriteOwner = (table: SocketTable, at: number, out: LineWriter) => void;

/** A field of the first process that holds a socket, or of all of them with commas between. */
export function ownerCell(name: string, { hasPid, allOwners, onOwnerless }: CellOptions): Cell {
  if (name === 'ownerCount') return countCell;
  const write = name === 'process' && !hasPid ? writePidAndName : (WRITERS[name] as WriteOwner);
  return (table, out) => ({
    write: (row) => {
      const first = table.firstOwner?.[row] ?? NO_OWNER;
      if (first === NO_OWNER && table.inode[row] !== 0) onOwnerless();
      if (first === NO_OWNER) return out.text(NOTHING);
      write(table, first, out);
      if (allOwners) writeOthers(table, first, out, write);
    },
  });
}

function writeOthers(table: SocketTable, first: number, out: LineWriter, write: WriteOwner): void {
  const next = table.owners?.next;
  if (!next) return;
  for (let at = next[first] as number; at !== NO_OWNER; at = next[at] as number) {
    out.text(',');
    write(table, at, out);
  }
}

const writeNumber =
  (word: number): WriteOwner =>
  (table, at, out) =>
    out.number(table.owners?.triples[at * TRIPLE + word] as number);

const writeNameOf =
  (nameOf: (process: OwnerProcess) => Uint8Array): WriteOwner =>
  ({ owners }, at, out) => {
    const process = owners?.processes.get(owners.triples[at * TRIPLE + PID] as number);
    const name = process ? nameOf(process) : NO_BYTES;
    if (name.length === 0) out.text(NOTHING);
    else writeName(out, name);
  };

const writeUser: WriteOwner = ({ owners }, at, out) => {
  const uid = owners?.users?.uidOf(owners.triples[at * TRIPLE + PID] as number);
  if (uid === undefined) out.text(NOTHING);
  else out.number(uid);
};

/** The number of one without a name. */
const writeUserName: WriteOwner = (table, at, out) => {
  const { users, triples } = table.owners ?? {};
  const uid = users?.uidOf(triples?.[at * TRIPLE + PID] as number);
  const name = uid === undefined ? undefined : users?.nameOf(uid);
  if (name) writeName(out, name);
  else writeUser(table, at, out);
};

const WRITERS: Readonly<Record<string, WriteOwner>> = {
  process: writeNameOf(({ comm }) => comm),
  program: writeNameOf(({ argv0 }) => programName(argv0)),
  pid: writeNumber(PID),
  fd: writeNumber(FD),
  ownerUid: writeUser,
  ownerUser: writeUserName,
};

/** Without the id a name says too little: twenty workers are called the same. */
const writePidAndName: WriteOwner = (table, at, out) => {
  WRITERS.pid?.(table, at, out);
  out.text('/');
  WRITERS.process?.(table, at, out);
};

const countCell: Cell = (table, out) => ({
  write: (row) => {
    let count = 0;
    const next = table.owners?.next;
    if (!next) return out.text(NOTHING);
    for (let at = table.firstOwner?.[row] ?? NO_OWNER; at !== NO_OWNER; at = next[at] as number) count++;
    out.number(count);
  },
});
