import { closeSync, constants, openSync, readlinkSync } from 'node:fs';
import { decodeText } from '../../base/text.ts';
import { isThere } from '../../kernel/procfs/open-file.ts';
import { readSmall } from '../../kernel/procfs/read-small.ts';
import { parseProcessUid } from '../owners/process-uid.ts';
import { readCommandLine } from '../owners/read-command-line.ts';
import { type ProcessArguments, parseProcessArguments } from './process-arguments.ts';
import { type ProcessPlace, parseProcessCgroup, placeOf } from './process-cgroup.ts';
import { parseBootTime, parseProcessStat } from './process-stat.ts';

/** What is known of a process without asking what it has open. Its files are readable for everyone, unless /proc hides it. */
export interface ProcessFacts {
  pid: number;
  comm: string;
  /** 0 where it has none that is in this pid namespace. */
  parent: number;
  /** When it was started, in ticks of its boot: for comparing processes of one /proc. */
  startTicks: number;
  /** The same in ms of the epoch, to the second of boot; null where that is not known. */
  startMs: number | null;
  /** The effective user id; null where it could not be read. */
  uid: number | null;
  place: ProcessPlace;
}

/** USER_HZ, of every architecture that Node runs on. */
const TICKS = 100;
const MS = 1000;
const COMMAND_LINE_MAX = 4096;
const OWN_DESCRIPTORS = '/proc/self/fd';

/** Reads processes below one /proc, each once. What cannot be read of one is null, and one that has ended undefined. */
export class ProcessReader {
  readonly #root: string;
  readonly #known = new Map<number, ProcessFacts | undefined>();
  readonly #descriptorsHavePaths = isThere(OWN_DESCRIPTORS);
  readonly #bootSeconds: number | undefined;

  constructor(root: string) {
    this.#root = root;
    this.#bootSeconds = attempt(() => parseBootTime(readSmall(`${root}/stat`)));
  }

  facts(pid: number): ProcessFacts | undefined {
    if (!this.#known.has(pid)) {
      this.#known.set(
        pid,
        this.#within(pid, (folder) => this.#read(pid, folder)),
      );
    }
    return this.#known.get(pid);
  }

  /**
   * The arguments of a process, as long as its descriptor is the socket that was found there, or it is still called the same: else the number is
   * another process's.
   */
  commandLine(pid: number, found: { fd: number; inode: number; comm: string }): ProcessArguments | undefined {
    return this.#within(pid, (folder) => {
      const link = attempt(() => readlinkSync(`${folder}/fd/${found.fd}`));
      const stat = attempt(() => parseProcessStat(readSmall(`${folder}/stat`)));
      const same = stat && (link === `socket:[${found.inode}]` || decodeText(stat.comm) === found.comm);
      if (!same) return undefined;
      return attempt(() => parseProcessArguments(readCommandLine(folder, COMMAND_LINE_MAX), COMMAND_LINE_MAX));
    });
  }

  #read(pid: number, folder: string): ProcessFacts | undefined {
    const stat = attempt(() => parseProcessStat(readSmall(`${folder}/stat`)));
    if (!stat) return undefined;
    const boot = this.#bootSeconds;
    return {
      pid,
      comm: decodeText(stat.comm),
      parent: stat.parent,
      startTicks: stat.startTicks,
      startMs: boot === undefined ? null : boot * MS + (stat.startTicks * MS) / TICKS,
      uid: attempt(() => parseProcessUid(readSmall(`${folder}/status`))) ?? null,
      place: placeOf(attempt(() => parseProcessCgroup(readSmall(`${folder}/cgroup`))) ?? []),
    };
  }

  /** All is read through one descriptor of its folder: should the number become another process's meanwhile, that fails. */
  #within<Result>(pid: number, read: (folder: string) => Result | undefined): Result | undefined {
    const path = `${this.#root}/${pid}`;
    const folder = attempt(() => openSync(path, constants.O_RDONLY | constants.O_DIRECTORY));
    if (folder === undefined) return undefined;
    try {
      return read(this.#descriptorsHavePaths ? `${OWN_DESCRIPTORS}/${folder}` : path);
    } finally {
      closeSync(folder);
    }
  }
}

/** These say nothing of the process: this one is at its limits. */
const FATAL = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/** What a process that has ended, or is hidden, does not give is undefined. */
function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (FATAL.has((error as { code?: string }).code ?? '')) throw error;
    return undefined;
  }
}
