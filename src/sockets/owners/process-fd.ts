import { closeSync, constants, openSync, readdirSync, readlinkSync } from 'node:fs';
import { fileError } from '../../base/errors.ts';
import { yieldToEventLoop } from '../../base/event-loop.ts';
import { isThere } from '../../kernel/procfs/open-file.ts';
import { type OwnerProcess, TRIPLE } from '../table/owner-chains.ts';
import type { ProcessCounts } from '../table/report.ts';
import { readCommandLine, readStart, VANISHED } from './read-command-line.ts';
import { PF_EXITING, taskFlags } from './task-flags.ts';
import { knowsSizes, numericNames, threadTables } from './thread-tables.ts';

/** Which owners to look for: without any of these, all. */
export interface OwnerQuery {
  pids?: readonly number[] | undefined;
  inodes?: ReadonlySet<number> | undefined;
  /** It may end when no further process can change which pid of a wanted socket is the lowest. */
  firstOnly?: boolean | undefined;
}

/** What a search of every `/proc/<pid>/fd` gives. */
export interface OwnerScan {
  /** (inode, pid, fd) triples, ascending pid, then fd. */
  triples: Uint32Array;
  /** Each process that owns a socket. */
  processes: Map<number, OwnerProcess>;
  counts: ProcessCounts;
  /** Of those that were read: processes whose threads may have tables of their own that were not. */
  untold: number;
  /** The folder of the processes could not be opened. */
  unopened?: true;
}

// netstat reads this much of a command line.
const COMMAND_LINE_MAX = 511;
const SLICE_MS = 4;
const SOCKET_LINK = /^socket:\[(\d+)\]$/;
const NEWLINE = 0x0a;
const OWN_DESCRIPTORS = '/proc/self/fd';
// Descriptors of one process that are read once more because nothing tells whether a thread has a table of its own: at most some
// ten milliseconds' work.
const MOST_UNTOLD = 4096;

/** The process belongs to someone else. */
const FORBIDDEN = new Set(['EACCES', 'EPERM']);
/** These say nothing of the process: this one is at its limits. */
const FATAL = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/** The addon's scan in TypeScript, for where there is no addon: one thread, in slices that leave the event loop free. */
export async function scanProcessFds(root: string, query: OwnerQuery = {}, signal?: AbortSignal): Promise<OwnerScan> {
  const scan = new DescriptorScan(root, query);
  const pids = query.pids ? new Set(query.pids) : numericNames(listRoot(root));
  for (const pid of [...pids].sort((a, b) => a - b)) {
    if (scan.decided) break;
    for (const _ of scan.process(pid)) await yieldToEventLoop(signal);
  }
  return {
    triples: Uint32Array.from(scan.triples),
    processes: scan.processes,
    counts: scan.counts,
    untold: scan.untold,
  };
}

function listRoot(root: string): string[] {
  try {
    return readdirSync(root);
  } catch (error) {
    throw fileError('scandir', root, error);
  }
}

class DescriptorScan {
  readonly triples: number[] = [];
  readonly processes = new Map<number, OwnerProcess>();
  readonly counts: ProcessCounts = { scanned: 0, vanished: 0, forbidden: 0 };
  untold = 0;
  readonly #root: string;
  readonly #sizesKnown: boolean;
  readonly #inodes: ReadonlySet<number> | undefined;
  /** Wanted and not found yet; only where finding them all ends the search. */
  readonly #missing: Set<number> | undefined;
  /** Not where this system's own /proc is not mounted: then there is the path by number alone. */
  readonly #descriptorsHavePaths = isThere(OWN_DESCRIPTORS);
  #deadline = performance.now() + SLICE_MS;

  constructor(root: string, { inodes, firstOnly }: OwnerQuery) {
    this.#root = root;
    this.#sizesKnown = knowsSizes(root);
    this.#inodes = inodes;
    if (firstOnly && inodes) this.#missing = new Set(inodes);
  }

  /** No further process can change the answer. */
  get decided(): boolean {
    return this.#inodes?.size === 0 || this.#missing?.size === 0;
  }

  /** Scans one process; yields whenever a slice is over. */
  *process(pid: number): Generator<void> {
    const before = this.triples.length;
    let whole = true;
    let folder: number | undefined;
    try {
      // All is read through this one descriptor: should the number become another process's meanwhile, that fails.
      folder = openSync(`${this.#root}/${pid}`, constants.O_RDONLY | constants.O_DIRECTORY);
      const path = this.#descriptorsHavePaths ? `${OWN_DESCRIPTORS}/${folder}` : `${this.#root}/${pid}`;
      whole = yield* this.#descriptors(pid, path);
      if (this.triples.length > before) this.processes.set(pid, this.#names(pid, path));
      // Only now: the sockets of a process that has ended are still to be found in others.
      for (let at = before; at < this.triples.length; at += TRIPLE) this.#missing?.delete(this.triples[at] as number);
      this.counts.scanned++;
      if (!whole) this.untold++;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (FATAL.has(code))
        throw fileError('open', (error as NodeJS.ErrnoException).path ?? `${this.#root}/${pid}`, error);
      if (VANISHED.has(code)) this.counts.vanished++;
      else this.counts.forbidden++;
      this.triples.length = before;
    } finally {
      if (folder !== undefined) closeSync(folder);
    }
  }

  /** The process's table, and those that its threads do not share with it; false when threads may have others that were not read. */
  *#descriptors(pid: number, path: string): Generator<void, boolean> {
    const begin = this.triples.length;
    const own = (yield* this.#table(pid, `${path}/fd`)) as number;
    const { others, untold } = threadTables(path, pid, this.#sizesKnown);
    let whole = true;
    for (const thread of others) {
      if ((yield* this.#thread(pid, `${path}/task/${thread}`, own > 0)) === undefined) whole = false;
    }
    let left = MOST_UNTOLD;
    for (const thread of untold) {
      const read = yield* this.#thread(pid, `${path}/task/${thread}`, own > 0, left);
      if (read === undefined) whole = false;
      if (!whole) break;
      left -= read ?? 0;
    }
    if (others.length + untold.length > 0) this.#normalize(begin);
    return whole;
  }

  /** As `#table()`, of a thread, which may end at any time; its process lives on. */
  *#thread(pid: number, thread: string, leaderLives: boolean, most?: number): Generator<void, number | undefined> {
    try {
      return yield* this.#table(pid, `${thread}/fd`, most);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (VANISHED.has(code)) return 0;
      if (!FORBIDDEN.has(code) || !leaderLives) throw error;
      // Into one that is about to end only root may look.
      return (taskFlags(thread) & PF_EXITING) !== 0 || !isThere(thread) ? 0 : undefined;
    }
  }

  /** How many descriptors there were; undefined when they are too many, and were not read. */
  *#table(pid: number, folder: string, most = Number.POSITIVE_INFINITY): Generator<void, number | undefined> {
    const fds = numericNames(readdirSync(folder));
    if (fds.length > most) return undefined;
    for (const fd of fds.sort((a, b) => a - b)) {
      const inode = socketInode(`${folder}/${fd}`);
      if (inode !== undefined && (this.#inodes?.has(inode) ?? true)) this.triples.push(inode, pid, fd);
      if (performance.now() < this.#deadline) continue;
      yield;
      this.#deadline = performance.now() + SLICE_MS;
    }
    return fds.length;
  }

  /** Sorts by fd the triples from `begin` on, and drops doubles: a table that a thread took for itself began as a copy. */
  #normalize(begin: number): void {
    const tail = this.triples.splice(begin);
    const owners = Array.from({ length: tail.length / TRIPLE }, (_, i) => tail.slice(i * TRIPLE, (i + 1) * TRIPLE));
    owners.sort((a, b) => (a[2] as number) - (b[2] as number) || (a[0] as number) - (b[0] as number));
    owners.forEach((owner, at) => {
      if (`${owner}` !== `${owners[at - 1]}`) this.triples.push(...owner);
    });
  }

  #names(pid: number, path: string): OwnerProcess {
    const commandLine = readCommandLine(path, COMMAND_LINE_MAX);
    const comm = readStart(`${path}/comm`, COMMAND_LINE_MAX);
    const nul = commandLine.indexOf(0);
    return {
      pid,
      argv0: commandLine.subarray(0, nul < 0 ? commandLine.length : nul),
      comm: comm.at(-1) === NEWLINE ? comm.subarray(0, -1) : comm,
    };
  }
}

function socketInode(link: string): number | undefined {
  try {
    const match = SOCKET_LINK.exec(readlinkSync(link));
    return match ? Number(match[1]) : undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (FATAL.has(code) || FORBIDDEN.has(code)) throw error;
    // ENOENT: closed since the folder was read. ENAMETOOLONG: a file whose path is longer than a page, which no socket's is.
    // Whatever else there may be, it is no socket either.
    return undefined;
  }
}
