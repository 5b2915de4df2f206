import { readSmall } from '../../kernel/procfs/read-small.ts';

/** SELinux contexts of processes, from `/proc/<pid>/attr/current`. */
export class ContextNames {
  readonly #root: string;
  readonly #contexts = new Map<number, Uint8Array | undefined>();

  constructor(root: string) {
    this.#root = root;
  }

  get(pid: number): Uint8Array | undefined {
    if (!this.#contexts.has(pid)) this.#contexts.set(pid, this.#read(pid));
    return this.#contexts.get(pid);
  }

  #read(pid: number): Uint8Array | undefined {
    try {
      const text = readSmall(`${this.#root}/${pid}/attr/current`);
      const end = text.findIndex((byte) => byte === 0 || byte === 0x0a);
      return end === 0 || text.length === 0 ? undefined : text.subarray(0, end < 0 ? text.length : end);
    } catch {
      // The process has ended, or may not be asked: it shows no context, as it shows no name.
      return undefined;
    }
  }
}

/** Whether the kernel runs SELinux: its file system is known and mounted. */
export function selinuxEnabled(root: string): boolean {
  const has = (file: string, word: string) => {
    try {
      return Buffer.from(readSmall(`${root}/${file}`))
        .toString('latin1')
        .split('\n')
        .some((line) => line.split(/\s+/).includes(word));
    } catch {
      // No such file, no SELinux.
      return false;
    }
  };
  return has('filesystems', 'selinuxfs') && has('self/mounts', 'selinuxfs');
}
