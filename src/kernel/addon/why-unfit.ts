import { closeSync, fstatSync } from 'node:fs';
import { SockdiagError } from '../../base/errors.ts';
import { openFile } from '../procfs/open-file.ts';
import { parseLoadedFile } from './elf.ts';
import { readFrom } from './read-from.ts';

/** `EM_X86_64` and `EM_AARCH64`, `include/uapi/linux/elf-em.h`, by Node's names for processors. */
const MACHINES: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/** Why the dynamic linker would wait for a file, say something misleading of it, or end this process by SIGBUS. It says all else itself. */
export function whyUnfit(path: string): string | undefined {
  let fd: number;
  try {
    fd = openFile(path);
  } catch (error) {
    return whyUnopened(error);
  }
  try {
    const file = parseLoadedFile((offset, length) => readFrom(fd, offset, length));
    if (!file) return undefined;
    if (fstatSync(fd).size < file.bytes) return 'cut short';
    return isOtherMachine(file.machine) ? `for another processor, this is ${process.arch}` : undefined;
  } finally {
    closeSync(fd);
  }
}

function whyUnopened(error: unknown): string {
  const { code, message } = error as SockdiagError;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'not there';
  if (code === 'EISDIR') return 'a folder';
  return error instanceof SockdiagError && code === 'ENXIO' ? 'not a regular file' : message.replace(/^.*: /, '');
}

function isOtherMachine(machine: number): boolean {
  const ours = MACHINES[process.arch];
  // EM_NONE is of no processor.
  return ours !== undefined && machine !== 0 && machine !== ours;
}
