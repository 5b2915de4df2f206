import { closeSync, constants, existsSync, fstatSync, openSync, type Stats } from 'node:fs';
import { constants as system } from 'node:os';
import { fileError, type SockdiagError, systemError } from '../../base/errors.ts';

// Of a FIFO in its place the opening must not wait for a writer, and a terminal must not become ours.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
const { EISDIR, ENXIO } = system.errno;

/**
 * Opens a file of /proc or /sys, which are all regular ones. What is none, as a device that never ends, is refused.
 * @throws SockdiagError with the errno of open, or of what would fail later
 */
export function openFile(path: string | Buffer): number {
  let fd: number;
  try {
    fd = openSync(path, FLAGS);
  } catch (error) {
    throw fileError('open', `${path}`, error);
  }
  let regular = false;
  try {
    const stat = fstatSync(fd);
    regular = stat.isFile();
    if (!regular) throw notRegular(`${path}`, stat);
    return fd;
  } finally {
    if (!regular) closeSync(fd);
  }
}

function notRegular(path: string, stat: Stats): SockdiagError {
  return stat.isDirectory()
    ? systemError(`read ${path}`, EISDIR)
    : systemError(`open ${path}`, ENXIO, 'not a regular file');
}

/** Whether a path is there, and this process may know it: Node's --permission throws where another system says no. */
export function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}
