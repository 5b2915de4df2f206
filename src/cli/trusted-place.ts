import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  type Stats,
  statfsSync,
  statSync,
} from 'node:fs';
import { constants as system } from 'node:os';
import { errnoWords } from '../base/errno-words.ts';
import { namedDescriptor } from './named-descriptor.ts';

const { O_DIRECTORY, O_NOFOLLOW } = constants;
/** Node has no name for it. Of what Node runs on all have this number, `include/uapi/asm-generic/fcntl.h`. */
const O_PATH = 0o10000000;
const ROOT = 0;
const GROUP_OR_OTHERS_MAY_WRITE = 0o022;
/** As many as Linux follows: MAXSYMLINKS, `include/linux/namei.h`. */
const MOST_LINKS = 40;
/** `include/uapi/linux/magic.h` */
const PROC_SUPER_MAGIC = 0x9fa0;

/** Where a path leads to, behind all links. */
export interface Place {
  /** To open it by. It begins at the opened folder, which nobody can exchange meanwhile. */
  path: string;
  /** Others than root and this user may put something there. */
  shared: boolean;
  /** It is a link of /proc, which is no name: only the kernel can follow it. */
  magic: boolean;
  /** After this `path` leads nowhere. */
  close: () => void;
}

/**
 * Follows a path, name by name, each in the folder that was opened for the last one. A link is followed where nobody but root and this user can
 * have made it: that is asked of each, for whoever plants one in the middle of a path chooses the file as well as at its end.
 * @returns the number of a descriptor that the command has already, where the path leads to that
 * @throws Error of a link that another user has made or may have moved there; the system's errors
 */
export function trustedPlace(path: string): Place | number {
  let left = namesOf(path);
  let folder = Folder.open(path.startsWith('/') ? '/' : '.', path.startsWith('/') ? '/' : '');
  let kept = false;
  try {
    for (let links = 0; links <= MOST_LINKS; ) {
      const [name = '.', ...rest] = left;
      const descriptor = namedDescriptor(folder.name + left.join('/'));
      if (descriptor !== undefined) return descriptor;
      const link = folder.linkAt(name);
      if (link && folder.shared) checkLink(link, folder.name + name, path);
      const magic = link !== undefined && folder.isProc();
      if (rest.length === 0 && (!link || magic)) {
        kept = true;
        return { path: folder.pathOf(name), shared: folder.shared, magic, close: folder.close };
      }
      if (link) links++;
      if (!link || magic) [folder, left] = [folder.enter(name, magic), rest];
      else {
        const target = folder.targetOf(name, link);
        left = [...namesOf(target), ...rest];
        if (target.startsWith('/')) folder = folder.leaveFor('/');
      }
    }
    throw new Error(errnoWords(system.errno.ELOOP).join(': '));
  } finally {
    if (!kept) folder.close();
  }
}

/** With a slash at its end a path names a folder. */
function namesOf(path: string): string[] {
  return (path.endsWith('/') ? `${path}.` : path).split('/').filter(Boolean);
}

/** @throws Error of a link, where others may write, that may be another user's doing */
function checkLink({ uid, nlink }: Stats, at: string, path: string): void {
  const what = at === path ? 'is a link' : `leads through ${at}, a link`;
  if (!isTrusted(uid)) throw new Error(`${what} that another user (uid ${uid}) has made where others may write`);
  if (nlink > 1) throw new Error(`${what} with another name, which another user may have given it`);
}

/** An opened folder on the way. */
class Folder {
  readonly shared: boolean;
  readonly close: () => void;
  readonly #base: string;

  private constructor(
    fd: number,
    /** With its slash, as it was reached. */
    readonly name: string,
  ) {
    this.close = () => closeSync(fd);
    const stat = fstatSync(fd);
    this.shared = !isTrusted(stat.uid) || (stat.mode & GROUP_OR_OTHERS_MAY_WRITE) !== 0;
    const opened = `/proc/self/fd/${fd}/`;
    // Where no /proc is mounted, the name is all there is.
    this.#base = leadsTo(opened, stat) ? opened : name;
  }

  static open(path: string, name: string, following = false): Folder {
    return new Folder(openSync(path, O_PATH | O_DIRECTORY | (following ? 0 : O_NOFOLLOW)), name);
  }

  pathOf(name: string): string {
    return this.#base + name;
  }

  isProc(): boolean {
    return statfsSync(this.pathOf('.')).type === PROC_SUPER_MAGIC;
  }

  linkAt(name: string): Stats | undefined {
    const stat = lstatSync(this.pathOf(name), { throwIfNoEntry: false });
    return stat?.isSymbolicLink() ? stat : undefined;
  }

  /** @throws Error of another link that has taken its place meanwhile */
  targetOf(name: string, { ino, ctimeMs }: Stats): string {
    const target = readlinkSync(this.pathOf(name));
    const now = this.linkAt(name);
    if (now?.ino !== ino || now.ctimeMs !== ctimeMs)
      throw new Error(`leads through ${this.name}${name}, which is being changed`);
    return target;
  }

  enter(name: string, following: boolean): Folder {
    return this.#left(Folder.open(this.pathOf(name), `${this.name}${name}/`, following));
  }

  leaveFor(path: string): Folder {
    return this.#left(Folder.open(path, path));
  }

  #left(next: Folder): Folder {
    this.close();
    return next;
  }
}

/** Root can write anywhere, whatever is checked. */
function isTrusted(uid: number): boolean {
  return uid === ROOT || uid === process.geteuid?.();
}

function leadsTo(path: string, { dev, ino }: Stats): boolean {
  try {
    const there = statSync(path);
    return there.dev === dev && there.ino === ino;
  } catch {
    return false;
  }
}
