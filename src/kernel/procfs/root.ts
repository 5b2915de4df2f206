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

  /** @param path - default: the environment's `HOST_PROC`, else `/proc` */
  constructor(path?: string) {
    this.path = resolve(path || process.env.HOST_PROC || REAL);
    this.moved = this.path !== REAL;
    // `net` is `self/net`, and through a mounted /proc that is still the reader's own namespace: the host's is pid 1's.
    const init = `${this.path}/1/net`;
    this.#net = this.moved && existsSync(init) ? init : `${this.path}/net`;
  }

  /** Throws a SockdiagError for another place that is no /proc: all it lacks would look like a kernel that has none of it. */
  check(): void {
    if (!this.moved) return;
    const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    const refuse = (code: string, reason: string) => new SockdiagError(`procRoot: ${reason}: '${this.path}'`, { code });
    if (!existsSync(this.path)) throw refuse('ENOENT', 'no such folder');
    if (!isFolder(this.path)) throw refuse('ENOTDIR', 'no folder');
    if (!isFolder(this.net(''))) throw refuse('ENOENT', 'not a /proc, there is no net in it');
  }

  /** The path of a file of `/proc/net`. */
  net(file: string): string {
    return `${this.#net}/${file}`;
  }
}
