import { isOutOfReach } from '../../base/errors.ts';
import { readSmall } from '../../kernel/procfs/read-small.ts';
import { parseProcessUid } from './process-uid.ts';

/** Processes read before other work gets its turn: about a millisecond's worth. */
const SLICE = 64;

/** The effective users of processes, read once each. */
export class ProcessUsers {
  readonly #root: string;
  /** Undefined for those that could not be read, most of which have ended. */
  readonly #uids = new Map<number, number | undefined>();

  constructor(root: string) {
    this.#root = root;
  }

  uidOf(pid: number): number | undefined {
    return this.#uids.get(pid);
  }

  /** Reads those that are not known yet. */
  async read(pids: Iterable<number>, pause: () => Promise<void>): Promise<void> {
    let read = 0;
    for (const pid of pids) {
      if (this.#uids.has(pid)) continue;
      this.#uids.set(pid, effectiveUser(`${this.#root}/${pid}/status`));
      if (++read % SLICE === 0) await pause();
    }
  }
}

/** Undefined where the file is out of reach. */
function effectiveUser(path: string): number | undefined {
  try {
    return parseProcessUid(readSmall(path));
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    return undefined;
  }
}
