import { decodeText } from '../../base/text.ts';
import type { Columns } from '../table/columns.ts';
import { NO_OWNER, type OwnerChains, type OwnerProcess, programName, TRIPLE } from '../table/owner-chains.ts';
import { BytesIndex } from './bytes-index.ts';
import { findText, textKey } from './bytes-key.ts';
import type { GroupKey } from './group-key.ts';
import { ascending } from './number-key.ts';

const PID = 1;
const FD = 2;

/** The pid, or the descriptor, of a socket's first owner: the process with the lowest pid. */
export function ownerNumberKey(name: 'pid' | 'fd'): GroupKey {
  const word = name === 'pid' ? PID : FD;
  const fill = ({ length, firstOwner, owners }: Columns, out: Float64Array) => {
    for (let row = 0; row < length; row++) {
      const first = firstOwner?.[row] ?? NO_OWNER;
      out[row] = first === NO_OWNER || !owners ? Number.NaN : (owners.triples[first * TRIPLE + word] as number);
    }
  };
  return { name, fill, value: (number) => number, compare: ascending };
}

/** A text of that process: its `comm`, or the name of its program as netstat shows it. */
export function processKey(name: 'process' | 'program'): GroupKey {
  const texts = new BytesIndex();
  const pids = ownerNumberKey('pid');
  const textOf = (process: OwnerProcess | undefined) => {
    const bytes = name === 'process' ? process?.comm : programName(process?.argv0 ?? NO_BYTES);
    return findText(texts, decodeText(bytes ?? NO_BYTES));
  };
  const known = new Map<number, number>();
  let owners: OwnerChains | undefined;
  const numberOf = (pid: number) => {
    if (Number.isNaN(pid)) return pid;
    let number = known.get(pid);
    if (number === undefined) {
      number = textOf(owners?.processes.get(pid));
      known.set(pid, number);
    }
    return number;
  };
  const fill = (table: Columns, out: Float64Array) => {
    pids.fill(table, out);
    // Another search may have another name of a process.
    if (table.owners !== owners) known.clear();
    owners = table.owners;
    for (let row = 0; row < table.length; row++) out[row] = numberOf(out[row] as number);
  };
  return textKey(name, texts, fill);
}

/** How many owners a socket has; 0 for none. */
export function ownerCountKey(): GroupKey {
  const fill = ({ length, firstOwner, owners }: Columns, out: Float64Array) => {
    for (let row = 0; row < length; row++) {
      let count = 0;
      for (let at = firstOwner?.[row] ?? NO_OWNER; at !== NO_OWNER; at = owners?.next[at] ?? NO_OWNER) count++;
      out[row] = firstOwner && owners ? count : Number.NaN;
    }
  };
  return { name: 'ownerCount', fill, value: (number) => number, compare: ascending };
}

const NO_BYTES = new Uint8Array(0);
