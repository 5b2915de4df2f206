import { fstatSync, readSync } from 'node:fs';

/** `/dev/null`, Documentation/admin-guide/devices.txt: major 1, minor 3. */
const NULL_DEVICE = 0x103;

/** A terminal, or a device that may be one: cheaper to learn than by node:tty, and what is safe for one is safe for all. */
export function isTerminal(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isCharacterDevice() && stat.rdev !== NULL_DEVICE;
}

/**
 * Whether a standard stream was closed when the process began. Node has opened /dev/null in its place then, to be read and written;
 * a shell's `>/dev/null` is for writing alone. A program that starts this one may do as Node does: then too nobody reads the stream.
 */
export function wasClosed(fd: number): boolean {
  const stat = fstatSync(fd);
  if (!stat.isCharacterDevice() || stat.rdev !== NULL_DEVICE) return false;
  try {
    // There is nothing in it, and only who may read learns that. Of no bytes Node would not ask.
    return readSync(fd, new Uint8Array(1)) === 0;
  } catch {
    // EBADF: for writing alone.
    return false;
  }
}
