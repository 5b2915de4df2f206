import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { dirname } from 'node:path';
import { errnoWords, systemWords } from '../base/errno-words.ts';
import { EXIT_FAILURE, Exit } from './exit.ts';

const { O_CREAT, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const { EISDIR, ELOOP } = system.errno;

/** For its owner alone. */
export const PRIVATE = 0o600;
const OTHERS_MAY_WRITE = 0o002;
const ROOT = 0;
/** As many as Linux follows: MAXSYMLINKS, `include/linux/namei.h`. */
const MOST_LINKS = 40;

const STREAMS: Readonly<Record<string, number>> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 };
const DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/;
/** Its links are no names, and only the kernel follows them. */
const PROC = '/proc/';

/** A file that the user named, opened. */
export interface UserFile {
  fd: number;
  /** Where it is, behind all links. */
  path: string;
  kind: 'file' | 'stream' | 'device';
  /** It was not there before. */
  created: boolean;
  /** The command was started with it. */
  handed: boolean;
}

/**
 * Opens a file that the user named: to be read, or to be written with what is for the user alone. Nothing in it is changed yet, and nobody is waited
 * for: of a pipe that nobody writes to yet there is just nothing to be read.
 * @throws Exit of one line that names the file. Refused is what is no file, pipe or device; a link that another user may have planted; and,
 * to be written, what another user owns, or may have planted
 */
export function openForUser(path: string, purpose: 'read' | 'write'): UserFile {
  try {
    const place = behindLinks(path);
    const handed = descriptorOf(place);
    if (handed !== undefined) return { ...opened(handed, place), handed: true };
    // Before it is opened too: opening some devices does something.
    const stat = statSync(place, { throwIfNoEntry: false });
    if (stat) kindOf(stat, false);
    return purpose === 'read' ? openToRead(place, stat) : openToWrite(place);
  } catch (error) {
    throw failureOf(path, error);
  }
}

/** What went wrong with a file that the user named, as the line that ends the run. */
export function failureOf(path: string, error: unknown): Exit {
  return new Exit(EXIT_FAILURE, `sockdiag: ${path}: ${systemWords(error) ?? (error as Error).message}`);
}

/** A descriptor the command has already is used as it is: opened anew, a file would be written from its beginning, a socket not at all. */
function descriptorOf(path: string): number | undefined {
  const number = STREAMS[path] ?? DESCRIPTOR.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

function openToRead(path: string, stat: Stats | undefined): UserFile {
  // To open a pipe would wait for its writer; to read from a device shall wait for its bytes.
  const waiting = stat?.isCharacterDevice() ? 0 : O_NONBLOCK;
  return opened(openSync(path, O_RDONLY | O_NOCTTY | waiting | notLink(path)), path);
}

function openToWrite(path: string): UserFile {
  const flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | notLink(path);
  try {
    return { ...opened(openSync(path, flags | O_CREAT | O_EXCL, PRIVATE), path), created: true };
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const file = opened(openThere(path, flags), path);
  try {
    checkOwner(file);
    return file;
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

function openThere(path: string, flags: number): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    const unread = codeOf(error) === 'ENXIO' && statSync(path).isFIFO();
    throw unread ? new Error('nobody reads from it') : error;
  }
}

function opened(fd: number, path: string): UserFile {
  const handed = descriptorOf(path) !== undefined;
  return { fd, path, kind: kindOf(fstatSync(fd), handed), created: false, handed };
}

function kindOf(stat: Stats, handed: boolean): UserFile['kind'] {
  if (stat.isFile()) return 'file';
  if (stat.isFIFO() || (handed && stat.isSocket())) return 'stream';
  if (stat.isCharacterDevice()) return 'device';
  throw new Error(stat.isDirectory() ? errnoWords(EISDIR).join(': ') : 'is no file, pipe or terminal');
}

/** What is written is for the user alone. */
function checkOwner({ fd, path, kind }: UserFile): void {
  const { uid, nlink } = fstatSync(fd);
  const shared = isShared(dirname(path));
  if (kind === 'device' || (kind === 'stream' && !shared)) return;
  if (uid !== process.geteuid?.())
    throw new Error(`belongs to another user (uid ${uid}), and so would what is written to it`);
  // Any user can give a file another name there.
  if (kind === 'file' && nlink > 1 && shared) throw new Error('has another name, which another user may have given it');
}

/** Follows the links that a path ends in, as the kernel does where fs.protected_symlinks is set: none that another user may have planted. */
function behindLinks(path: string): string {
  let at = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    if (descriptorOf(at) !== undefined || at.startsWith(PROC)) return at;
    const link = lstatSync(at, { throwIfNoEntry: false });
    if (!link?.isSymbolicLink()) return at;
    const folder = dirname(at);
    const trusted = [process.geteuid?.(), statSync(folder).uid, ROOT];
    if (isShared(folder) && !trusted.includes(link.uid)) {
      throw new Error(`is a link that another user (uid ${link.uid}) has made where all may write`);
    }
    const target = readlinkSync(at);
    at = target.startsWith('/') ? target : `${folder}/${target}`;
  }
  throw new Error(errnoWords(ELOOP).join(': '));
}

/** One that has become a link meanwhile is not followed. */
function notLink(path: string): number {
  return path.startsWith(PROC) ? 0 : O_NOFOLLOW;
}

function isShared(folder: string): boolean {
  return (statSync(folder).mode & OTHERS_MAY_WRITE) !== 0;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
