import { fileURLToPath } from 'node:url';

// This file stays where it is: src/ and dist/ are both one folder below the package's, and the command's bundle lies in dist/ too.
const ROOT = new URL('../', import.meta.url);

/** A file or folder of the package, by its path from the package's own folder. */
export function packageUrl(path: string): URL {
  return new URL(path, ROOT);
}

/** The same as a path of the file system. */
export function packageFile(path: string): string {
  return fileURLToPath(packageUrl(path));
}
