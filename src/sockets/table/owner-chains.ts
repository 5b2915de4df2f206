import { decodeText } from '../../base/text.ts';

/** "No owner", in the `firstOwner` column and in OwnerChains.next. */
export const NO_OWNER = 0xffffffff;

/** One descriptor of one process that holds a socket. */
export interface Owner {
  pid: number;
  fd: number;
  /** The program's name as netstat shows it: argv[0], without its directories when it begins with `/`. */
  name: string;
  /** The kernel's name of the process, at most 15 bytes. */
  comm: string;
}

/** A process that owns a socket. Both texts are bytes because nothing obliges a process to use UTF-8. */
export interface OwnerProcess {
  pid: number;
  argv0: Uint8Array;
  comm: Uint8Array;
}

/** Who the processes run as, and what these users are called. */
export interface OwnerUsers {
  /** The effective user of a process; undefined where that could not be read. */
  uidOf(pid: number): number | undefined;
  /** The name of a user in bytes; undefined for a user without a name. */
  nameOf(uid: number): Uint8Array | undefined;
}

/** Words per owner in OwnerChains.triples. */
export const TRIPLE = 3;

/** The owners of many sockets: those of one are a chain through `next`, by ascending pid, then fd. */
export class OwnerChains {
  /** (inode, pid, fd) triples. */
  readonly triples: Uint32Array;
  /** For each triple the next one of the same inode, or NO_OWNER. */
  readonly next: Uint32Array;
  readonly processes: ReadonlyMap<number, OwnerProcess>;
  /** Undefined where nobody asked: no search for owners tells it. */
  users: OwnerUsers | undefined;

  constructor(triples: Uint32Array, next: Uint32Array, processes: ReadonlyMap<number, OwnerProcess>) {
    this.triples = triples;
    this.next = next;
    this.processes = processes;
  }

  /** Owners of all sockets. */
  get length(): number {
    return this.next.length;
  }

  /** The owners from one triple on, lowest pid first. */
  owners(first: number): Owner[] {
    const owners: Owner[] = [];
    for (let at = first; at !== NO_OWNER; at = this.next[at] as number) {
      const pid = this.triples[at * TRIPLE + 1] as number;
      owners.push(toOwner(pid, this.triples[at * TRIPLE + 2] as number, this.processes.get(pid)));
    }
    return owners;
  }
}

/** An owner as plain data; its names are empty when nothing is known of the process. */
export function toOwner(pid: number, fd: number, process: OwnerProcess | undefined): Owner {
  return {
    pid,
    fd,
    name: decodeText(programName(process?.argv0 ?? EMPTY)),
    comm: decodeText(process?.comm ?? EMPTY),
  };
}

/** netstat's name for a process: argv[0], from its last `/` on when it begins with one. */
export function programName(argv0: Uint8Array): Uint8Array {
  return argv0[0] === SLASH ? argv0.subarray(argv0.lastIndexOf(SLASH) + 1) : argv0;
}

const SLASH = 0x2f;
const EMPTY = new Uint8Array(0);
