import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { SockdiagError } from '../../base/errors.ts';

const REAL = '/proc';

/** Where /proc is read. */
export class ProcRoot {
  readonly path: string;
  /** Not this system's own /proc: a mounted one of the host, or a recorded one. Then netlink, which knows only its own, is not asked. */
  readonly moved: boolean;
  readonly #net: string;
  /** What named the place. */
  readonly #given: string;

  /** @param path - default: the environment's `HOST_PROC`, else `/proc` */
  constructor(path?: string) {
    this.#given = path || !process.env.HOST_PROC ? 'procRoot' : 'HOST_PROC';
    this.path = resolve(path || process.env.HOST_PROC || REAL);
    this.moved = this.path !== REAL;
    // `net` is `self/net`, and through a mounted /proc that is still the reader's own namespace: the host's is pid 1's.
    const init = `${this.path}/1/net`;
    this.#net = this.moved && existsSync(init) ? init : `${this.path}/net`;
  }

  /**
   * Throws a SockdiagError for another place that is no /proc: all it lacks would look like a kernel that has none of it. What may not be
   * looked at passes: reading it says so.
   */
  check(): void {
    if (!this.moved) return;
    const refuse = (code: string, reason: string) =>
      new SockdiagError(`${this.#given}: ${reason}: '${this.path}'`, { code, syscall: 'stat' });
    const found = kindOf(this.path);
    if (found === 'nothing') throw refuse('ENOENT', 'no such folder');
    if (found === 'file') throw refuse('ENOTDIR', 'no folder');
    if (['nothing', 'file'].includes(kindOf(this.#net))) throw refuse('ENOENT', 'not a /proc, there is no net in it');
  }

  /** The path of a file of `/proc/net`. */
  net(file: string): string {
    return `${this.#net}/${file}`;
  }
}

function kindOf(path: string): 'folder' | 'file' | 'nothing' | 'unknown' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'nothing' : 'unknown';
  }
}
