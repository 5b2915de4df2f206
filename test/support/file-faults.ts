import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';

/** What may be wrong with a file of /proc. The path is free when one is made, and what was there lies at `kept`. */
export interface FileFault {
  name: string;
  /** The code in the report. */
  code: string;
  make: (path: string, kept: string) => void;
}

/** Each in place of the whole file. */
export const FILE_FAULTS: readonly FileFault[] = [
  { name: 'missing', code: 'ENOENT', make: () => {} },
  // The memory of a process can be opened, and begins with pages that are not there.
  { name: 'one whose reading fails', code: 'EIO', make: (path) => symlinkSync('/proc/self/mem', path) },
  { name: 'a folder', code: 'EISDIR', make: (path) => mkdirSync(path) },
  { name: 'a loop of links', code: 'ELOOP', make: (path) => symlinkSync(path, path) },
  { name: 'a socket', code: 'ENXIO', make: (path) => execFileSync('python3', ['-c', BIND, path]) },
  { name: 'a FIFO', code: 'ENXIO', make: (path) => execFileSync('mkfifo', [path]) },
  { name: 'a device without end', code: 'ENXIO', make: (path) => symlinkSync('/dev/zero', path) },
];

const BIND = 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])';

/** A file in which nothing is as it should be, but which can be read. */
export const DAMAGES: readonly Omit<FileFault, 'code'>[] = [
  { name: 'empty', make: (path) => writeFileSync(path, '') },
  { name: 'cut within a line', make: (path, kept) => writeFileSync(path, cutWithinLine(readFileSync(kept))) },
  { name: 'garbage', make: (path) => writeFileSync(path, 'what\nis\nthis\n') },
  {
    name: '3 GB of NULs',
    make: (path) => {
      writeFileSync(path, '');
      truncateSync(path, 3 * 1024 ** 3);
    },
  },
];

/** Its first half, and of the line there the first two bytes. */
function cutWithinLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.lastIndexOf(0x0a, bytes.length / 2) + 1;
  return bytes.subarray(0, end + 2);
}

/** Damages a file; returns what mends it. */
export function damage(path: string, { make }: Pick<FileFault, 'make'>): () => void {
  const kept = `${path}.kept`;
  renameSync(path, kept);
  make(path, kept);
  return () => {
    rmSync(path, { recursive: true, force: true });
    renameSync(kept, path);
  };
}
