import { closeSync, readSync } from 'node:fs';
import { fileError, SockdiagError, tooLargeFile } from '../../base/errors.ts';
import { openFile } from './open-file.ts';

/** A page, and room for the call that finds the end. */
const FIRST_BYTES = 8 * 1024;
/** The kernel's counters, or what it says of one process or interface, have some thousands. */
const MAX_BYTES = 2 * 1024 * 1024;

/**
 * A file of /proc or /sys at once: for one that is no longer on a busy system. The kernel makes it in less than the hop to a thread and
 * back takes.
 * @throws SockdiagError with the errno of open or read
 */
export function readSmall(path: string | Buffer): Uint8Array {
  const fd = openFile(path);
  try {
    let used = 0;
    for (let buffer = new Uint8Array(FIRST_BYTES); ; buffer = grown(buffer, `${path}`)) {
      while (used < buffer.length) {
        const length = readSync(fd, buffer, used, buffer.length - used, null);
        if (length === 0) return buffer.subarray(0, used);
        used += length;
      }
    }
  } catch (error) {
    throw error instanceof SockdiagError ? error : fileError('read', `${path}`, error);
  } finally {
    closeSync(fd);
  }
}

function grown(buffer: Uint8Array, path: string): Uint8Array<ArrayBuffer> {
  if (buffer.length >= MAX_BYTES) throw tooLargeFile(path, 'it is too large for what it should be');
  const larger = new Uint8Array(buffer.length * 4);
  larger.set(buffer);
  return larger;
}
