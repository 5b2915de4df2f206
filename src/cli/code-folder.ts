import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';

const { O_CREAT, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const ROOT = 0;
const OTHERS_MAY_WRITE = 0o022;
const OTHERS_MAY_ANYTHING = 0o077;
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
/** Some 21 MB: all views of one build, or a few of several builds or Nodes in turns. Older ones are let go. */
const MOST_FILES = 48;

/**
 * Where this user's runs keep compiled code. Whoever could write there could have the command run anything, as this user, who may be root: so
 * it is only a folder that nobody else can change, at a path that nobody else can change. A caller is told of no failure: without kept code the
 * command starts later, and is the same.
 */
export class CodeFolder {
  readonly #base: string;
  readonly #path: string;

  private constructor(base: string) {
    this.#base = base;
    this.#path = `${base}/sockdiag`;
  }

  /** Undefined where the user wants none, or has no place for it. */
  static ofUser(): CodeFolder | undefined {
    // They give themselves out for a version of Node, of which their compilers know nothing; and Deno does not let everybody ask for the user.
    if (process.versions.bun || process.versions.deno) return undefined;
    const { NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE, NODE_OPTIONS, XDG_CACHE_HOME, HOME } = process.env;
    // Options of V8 may be among these.
    if (process.execArgv.length > 0 || NODE_OPTIONS || NODE_DISABLE_COMPILE_CACHE) return undefined;
    // Run with the rights of another user than who started it, whose environment this is.
    if (process.getuid?.() !== process.geteuid?.() || process.getgid?.() !== process.getegid?.()) return undefined;
    const base = NODE_COMPILE_CACHE || XDG_CACHE_HOME || (HOME && `${HOME}/.cache`);
    return base?.startsWith('/') ? new CodeFolder(base) : undefined;
  }

  /** What was written, unless it is longer than that. */
  read(name: string, most: number): Buffer | undefined {
    try {
      if (!isOnlyOurs(this.#base) || !isPrivate(this.#path)) return undefined;
      return readBounded(`${this.#path}/${name}`, most);
    } catch {
      return undefined;
    }
  }

  /** @param make - called only where a file can be made: it takes as long as a short listing */
  write(name: string, make: () => Uint8Array): void {
    try {
      if (this.#create()) this.#writeWhole(name, make);
    } catch {
      // A full disk, or one that is only to be read.
    }
  }

  /** Makes the folder, and the one it lies in. */
  #create(): boolean {
    if (!isOnlyOurs(this.#base.slice(0, this.#base.lastIndexOf('/')) || '/')) return false;
    makeFolder(this.#base);
    if (!isOnlyOurs(this.#base)) return false;
    makeFolder(this.#path);
    return isPrivate(this.#path);
  }

  /** Another run finds all of it or nothing. */
  #writeWhole(name: string, make: () => Uint8Array): void {
    const path = `${this.#path}/${name}`;
    const unfinished = `${path}.${process.pid}`;
    try {
      const fd = openSync(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, PRIVATE_FILE);
      try {
        writeFileSync(fd, make());
      } finally {
        closeSync(fd);
      }
      renameSync(unfinished, path);
    } catch (error) {
      removeFile(unfinished);
      throw error;
    }
    this.#removeOldest();
  }

  #removeOldest(): void {
    const paths = readdirSync(this.#path).map((name) => `${this.#path}/${name}`);
    if (paths.length <= MOST_FILES) return;
    const byAge = paths.map((path) => ({ path, at: lstatSync(path).mtimeMs })).sort((a, b) => b.at - a.at);
    for (const { path } of byAge.slice(MOST_FILES)) removeFile(path);
  }
}

/** Nobody but this user and root can change it, nor have it lead elsewhere: no link on the way as it is named is another user's. */
function isOnlyOurs(folder: string): boolean {
  return isOnlyOursOnTheWay(folder) && isOnlyOursOnTheWay(realpathSync.native(folder));
}

function isOnlyOursOnTheWay(folder: string): boolean {
  for (let path = folder; ; path = path.slice(0, path.lastIndexOf('/')) || '/') {
    const stat = lstatSync(path);
    if (!isTrusted(stat.uid)) return false;
    // Everybody has all rights to a link itself; that to move it is the folder's.
    if (!stat.isSymbolicLink() && (!stat.isDirectory() || (stat.mode & OTHERS_MAY_WRITE) !== 0)) return false;
    if (path === '/') return true;
  }
}

function isPrivate(folder: string): boolean {
  const stat = lstatSync(folder);
  return stat.isDirectory() && isOwn(stat.uid) && (stat.mode & OTHERS_MAY_ANYTHING) === 0;
}

function isTrusted(uid: number): boolean {
  return uid === ROOT || isOwn(uid);
}

function isOwn(uid: number): boolean {
  return uid === process.geteuid?.();
}

/** A file that is not certainly a short one is not waited for, nor read. */
function readBounded(path: string, most: number): Buffer | undefined {
  const fd = openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
  try {
    const stat = fstatSync(fd);
    const isSafe = stat.isFile() && isOwn(stat.uid) && (stat.mode & OTHERS_MAY_WRITE) === 0;
    return isSafe && stat.size > 0 && stat.size <= most ? readFileSync(fd) : undefined;
  } finally {
    closeSync(fd);
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, PRIVATE_FOLDER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It never was there, or another run was faster.
  }
}
