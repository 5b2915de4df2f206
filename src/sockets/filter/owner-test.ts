import type { Columns } from '../table/columns.ts';
import { NO_OWNER, type OwnerChains, programName, TRIPLE } from '../table/owner-chains.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { hasNumber, type NumberSet } from './intervals.ts';
import type { BytesMatch } from './text-match.ts';
import { FALSE, fillEach, TRUE, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';

/** What is asked of an owner: of its triple, or of its process. */
type OwnerAsked = (chains: OwnerChains, at: number) => number;

/** Any of the owners that a row has; unknown where it has none that can be known. */
export function ownerTest(asked: OwnerAsked): TruthTest {
  return {
    slow: true,
    fill(table, out, decided) {
      const { owners, firstOwner } = table;
      if (!owners || !firstOwner) return void out.fill(UNKNOWN_TRUTH, 0, table.length);
      fillEach(table, out, decided, (row) => {
        const first = firstOwner[row] as number;
        let truth: number = first === NO_OWNER ? UNKNOWN_TRUTH : FALSE;
        for (let at = first; at !== NO_OWNER; at = owners.next[at] as number) {
          const one = asked(owners, at);
          if (one === TRUE) return TRUE;
          if (one === UNKNOWN_TRUTH) truth = UNKNOWN_TRUTH;
        }
        return truth;
      });
    },
  };
}

/** One number of a triple: its pid or its descriptor. */
export function tripleTest(word: 'pid' | 'fd', set: NumberSet): TruthTest {
  const offset = word === 'pid' ? 1 : 2;
  return ownerTest(({ triples }, at) => (hasNumber(set, triples[at * TRIPLE + offset] as number) ? TRUE : FALSE));
}

/** The same answer for all sockets of a process: it is asked once. */
export function processTest(answer: (pid: number, chains: OwnerChains) => number): TruthTest {
  let known = new Map<number, number>();
  let knownOf: OwnerChains | undefined;
  return ownerTest((chains, at) => {
    if (chains !== knownOf) {
      known = new Map();
      knownOf = chains;
    }
    const pid = chains.triples[at * TRIPLE + 1] as number;
    let truth = known.get(pid);
    if (truth === undefined) {
      truth = answer(pid, chains);
      known.set(pid, truth);
    }
    return truth;
  });
}

/** The name of a process, the kernel's or netstat's. */
export function processNameTest(name: 'process' | 'program', matches: BytesMatch): TruthTest {
  return processTest((pid, { processes }) => {
    const process = processes.get(pid);
    if (!process) return UNKNOWN_TRUTH;
    const bytes = name === 'process' ? process.comm : programName(process.argv0);
    // A process that could not be read has none.
    if (bytes.length === 0) return UNKNOWN_TRUTH;
    return matches(bytes, 0, bytes.length) ? TRUE : FALSE;
  });
}

/** How many owners a row has. Of a socket that some process may hold unseen, none is not known to be none. */
export function ownerCountTest(set: NumberSet): TruthTest {
  return {
    slow: true,
    fill(table, out, decided) {
      const { owners, firstOwner } = table;
      if (!owners || !firstOwner) return void out.fill(UNKNOWN_TRUTH, 0, table.length);
      const complete = table.report.owners?.complete === true;
      fillEach(table, out, decided, (row) => {
        let count = 0;
        for (let at = firstOwner[row] as number; at !== NO_OWNER; at = owners.next[at] as number) count++;
        if (count === 0 && !complete && mayBeHeld(table, row)) return UNKNOWN_TRUTH;
        return hasNumber(set, count) ? TRUE : FALSE;
      });
    },
  };
}

function mayBeHeld({ inode, unknown }: Columns, row: number): boolean {
  return inode[row] !== 0 || ((unknown[row] as number) & UNKNOWN.inode) !== 0;
}
