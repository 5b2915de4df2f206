import { closeSync } from 'node:fs';
import { openFile } from '../procfs/open-file.ts';
import { parseInterpreter } from './elf.ts';
import { readFrom } from './read-from.ts';

/** The C libraries there are addons for. */
export type Libc = 'glibc' | 'musl';

/** The program that runs, whatever `process.execPath` says, and wherever /proc is read from else. */
const PROGRAM = '/proc/self/exe';
/** Its headers, and nearly always the name of its interpreter. */
const FIRST_BYTES = 4096;

/** The C library of this process. The program itself tells it in a tenth of the time of Node's report; where neither does, it is the one that most have. */
export function libcOfProcess(program = PROGRAM): Libc {
  return libcOfProgram(program) ?? libcOfReport() ?? 'glibc';
}

/** By the program that a file is; undefined where it cannot be read or does not say. */
export function libcOfProgram(path = PROGRAM): Libc | undefined {
  let fd: number | undefined;
  try {
    fd = openFile(path);
    return libcOfInterpreter(readInterpreter(fd));
  } catch {
    // No /proc, a masked one, or a runtime that does not allow it: the report may tell.
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function readInterpreter(fd: number): string | undefined {
  const first = readFrom(fd, 0, FIRST_BYTES);
  return parseInterpreter((offset, length) =>
    offset + length <= first.length ? first.subarray(offset, offset + length) : readFrom(fd, offset, length),
  );
}

/** By its name alone: NixOS and others have it in folders of their own. `/lib64/ld-linux-x86-64.so.2`, `/lib/ld-musl-x86_64.so.1`. */
export function libcOfInterpreter(path: string | undefined): Libc | undefined {
  const name = path?.split('/').at(-1) ?? '';
  if (name.startsWith('ld-musl-')) return 'musl';
  return /^ld(-linux|64\.so|\.so\.1$)/.test(name) ? 'glibc' : undefined;
}

/** By Node's report on itself, which has glibc's version where that is the library. */
function libcOfReport(): Libc | undefined {
  const { report } = process as { report?: { getReport(): object; excludeNetwork?: boolean } };
  if (!report) return undefined;
  const before = report.excludeNetwork;
  try {
    // Else it looks up the names of every connection's ends. Node 20.13 and later.
    if (before !== undefined) report.excludeNetwork = true;
    const { header } = report.getReport() as { header?: { glibcVersionRuntime?: unknown } };
    if (!header) return undefined;
    return header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  } catch {
    return undefined;
  } finally {
    if (before !== undefined) report.excludeNetwork = before;
  }
}
