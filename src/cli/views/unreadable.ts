import { accessSync, constants, statSync } from 'node:fs';

/** What netstat says of a file that it cannot open, in the C library's words; undefined of one that can be read. */
export function whyUnreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    const stat = statSync(path);
    return stat.isFile() || stat.isDirectory() ? undefined : libraryText('ENXIO');
  } catch (error) {
    return libraryText((error as NodeJS.ErrnoException).code);
  }
}

/** The C library's words for an error, by its code. Default: those for a file that is not there. */
export function libraryText(code: string | undefined): string {
  return TEXTS[code ?? ''] ?? 'No such file or directory';
}

const TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  ENOTDIR: 'Not a directory',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ENXIO: 'No such device or address',
  ELOOP: 'Too many levels of symbolic links',
  EFBIG: 'File too large',
  ERR_DAMAGED_FILE: 'not whole',
};
