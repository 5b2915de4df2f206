import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

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

  /** The path of a file of `/proc/net`. */
  net(file: string): string {
    return `${this.#net}/${file}`;
  }
}
