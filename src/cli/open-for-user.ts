import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { errnoWords, systemWords } from '../base/errno-words.ts';
import { EXIT_FAILURE, Exit } from './exit.ts';
import { type Place, trustedPlace } from './trusted-place.ts';

const { O_CREAT, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const { EISDIR } = system.errno;

/** For its owner alone. */
export const PRIVATE = 0o600;

/** A file that the user named, opened. */
export interface UserFile {
  fd: number;
  /** Where it is, behind all links, by way of its opened folder; once that is closed, only of what was created. */
  path: string;
  kind: 'file' | 'stream' | 'device';
  /** It was not there before. */
  created: boolean;
  /** The command was started with it. */
  handed: boolean;
}

/**
 * Opens a file that the user named: to be read, or to be written with what is for the user alone. Nothing in it is changed yet, and opening waits
 * for nobody. Who reads from a pipe then waits for its writer; a pipe to be written to must have its reader.
 * @throws Exit of one line that names the file. Refused is what is no file, pipe or device; a link that another user may have planted; and,
 * to be written, what another user owns, or may have planted
 */
export function openForUser(path: string, purpose: 'read' | 'write'): UserFile {
  try {
    const place = trustedPlace(path);
    // As it is: opened anew, a file would be written from its beginning, a socket not at all.
    if (typeof place === 'number') return opened(place, path, true);
    let kept = false;
    try {
      const file = openPlace(place, purpose);
      kept = file.created;
      return file;
    } finally {
      // Who may have to remove the file does that by way of the folder.
      if (!kept) place.close();
    }
  } catch (error) {
    throw failureOf(path, error);
  }
}

/** What went wrong with a file that the user named, as the line that ends the run. */
export function failureOf(path: string, error: unknown): Exit {
  return new Exit(EXIT_FAILURE, `sockdiag: ${path}: ${systemWords(error) ?? (error as Error).message}`);
}

function openPlace(place: Place, purpose: 'read' | 'write'): UserFile {
  const { path } = place;
  // Before it is opened too: opening some devices does something.
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat) kindOf(stat, false);
  return purpose === 'read' ? openToRead(place, stat) : openToWrite(place);
}

function openToRead(place: Place, stat: Stats | undefined): UserFile {
  // To open a pipe would wait for its writer; to read from a device shall wait for its bytes.
  const waiting = stat?.isCharacterDevice() ? 0 : O_NONBLOCK;
  return opened(openSync(place.path, O_RDONLY | O_NOCTTY | waiting | notLink(place)), place.path);
}

function openToWrite(place: Place): UserFile {
  const { path } = place;
  const flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | notLink(place);
  try {
    return { ...opened(openSync(path, flags | O_CREAT | O_EXCL, PRIVATE), path), created: true };
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const file = opened(openThere(path, flags), path);
  try {
    checkOwner(file, place.shared);
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

function opened(fd: number, path: string, handed = false): UserFile {
  return { fd, path, kind: kindOf(fstatSync(fd), handed), created: false, handed };
}

function kindOf(stat: Stats, handed: boolean): UserFile['kind'] {
  if (stat.isFile()) return 'file';
  if (stat.isFIFO() || (handed && stat.isSocket())) return 'stream';
  if (stat.isCharacterDevice()) return 'device';
  throw new Error(stat.isDirectory() ? errnoWords(EISDIR).join(': ') : 'is no file, pipe or terminal');
}

/** What is written is for the user alone. */
function checkOwner({ fd, kind }: UserFile, shared: boolean): void {
  const { uid, nlink } = fstatSync(fd);
  if (kind === 'device' || (kind === 'stream' && !shared)) return;
  if (uid !== process.geteuid?.())
    throw new Error(`belongs to another user (uid ${uid}), and so would what is written to it`);
  // Whoever may write there can give a file another name there.
  if (kind === 'file' && nlink > 1 && shared) throw new Error('has another name, which another user may have given it');
}

/** One that has become a link meanwhile is not followed. */
function notLink({ magic }: Place): number {
  return magic ? 0 : O_NOFOLLOW;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
