import { accessSync, constants } from 'node:fs';

/** What netstat says of a file that it cannot open, in the C library's words; undefined of one that can be read. */
export function whyUnreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
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
};
