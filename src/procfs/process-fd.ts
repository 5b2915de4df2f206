import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { systemError } from '../errors.ts';
import { yieldToEventLoop } from '../event-loop.ts';
import type { OwnerProcess } from '../table/owner-index.ts';
import type { ProcessCounts } from '../table/report.ts';

/** What a search of every `/proc/<pid>/fd` gives. */
export interface OwnerScan {
  /** (inode, pid, fd) triples, ascending pid, then fd. */
  triples: Uint32Array;
  /** Each process that owns a socket. */
  processes: Map<number, OwnerProcess>;
  counts: ProcessCounts;
}

// netstat reads this much of a command line.
const COMMAND_LINE_MAX = 511;
const SLICE_MS = 4;
const SOCKET_LINK = /^socket:\[(\d+)\]$/;
const NUMBER = /^\d+$/;
const NEWLINE = 0x0a;

/** ENOENT, ESRCH: the process has ended. */
const VANISHED = new Set(['ENOENT', 'ESRCH']);
/** The process belongs to someone else. */
const FORBIDDEN = new Set(['EACCES', 'EPERM']);
/** These say nothing of the process: this one is at its limits. */
const FATAL = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/** The addon's scan in TypeScript, for where there is no addon: one thread, in slices that leave the event loop free. */
export async function scanProcessFds(root: string, signal?: AbortSignal): Promise<OwnerScan> {
  const scan = new Scan(root);
  const pids = listRoot(root).filter((name) => NUMBER.test(name));
  for (const pid of pids.map(Number).sort((a, b) => a - b)) {
    for (const _ of scan.process(pid)) await yieldToEventLoop(signal);
  }
  return { triples: Uint32Array.from(scan.triples), processes: scan.processes, counts: scan.counts };
}

function listRoot(root: string): string[] {
  try {
    return readdirSync(root);
  } catch (error) {
    throw failure(error);
  }
}

function failure(error: unknown) {
  const { syscall, path, errno } = error as NodeJS.ErrnoException;
  return systemError(`${syscall} ${path}`, -(errno ?? 0));
}

class Scan {
  readonly triples: number[] = [];
  readonly processes = new Map<number, OwnerProcess>();
  readonly counts: ProcessCounts = { scanned: 0, vanished: 0, forbidden: 0 };
  readonly #root: string;
  #deadline = performance.now() + SLICE_MS;

  constructor(root: string) {
    this.#root = root;
  }

  /** Scans one process; yields whenever a slice is over. */
  *process(pid: number): Generator<void> {
    const before = this.triples.length;
    try {
      yield* this.#descriptors(pid);
      if (this.triples.length > before) this.processes.set(pid, this.#names(pid));
      this.counts.scanned++;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (FATAL.has(code)) throw failure(error);
      if (VANISHED.has(code)) this.counts.vanished++;
      else this.counts.forbidden++;
      this.triples.length = before;
    }
  }

  *#descriptors(pid: number): Generator<void> {
    const folder = `${this.#root}/${pid}/fd`;
    const fds = readdirSync(folder).filter((name) => NUMBER.test(name));
    for (const fd of fds.map(Number).sort((a, b) => a - b)) {
      const inode = socketInode(`${folder}/${fd}`);
      if (inode !== undefined) this.triples.push(inode, pid, fd);
      if (performance.now() < this.#deadline) continue;
      yield;
      this.#deadline = performance.now() + SLICE_MS;
    }
  }

  #names(pid: number): OwnerProcess {
    const commandLine = readStart(`${this.#root}/${pid}/cmdline`, COMMAND_LINE_MAX);
    const comm = readStart(`${this.#root}/${pid}/comm`, COMMAND_LINE_MAX);
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

function readStart(path: string, most: number): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(most);
    return bytes.subarray(0, readSync(fd, bytes, 0, most, null));
  } finally {
    closeSync(fd);
  }
}
