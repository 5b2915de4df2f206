import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Where this code may be: this file, or the bundle it was put into. A bundle in CommonJS has no import.meta.url, and webpack's has that of the file the
 * bundle was made from.
 */
export function ownUrls(): string[] {
  const url: string | undefined = import.meta.url;
  const file = fileOfBundle();
  return [...(url === undefined ? [] : [url]), ...(file === undefined ? [] : [pathToFileURL(file).href])];
}

function fileOfBundle(): string | undefined {
  try {
    return __filename;
  } catch {
    // An ES module has none; `typeof` would not tell, for webpack answers that when it makes the bundle.
    return undefined;
  }
}

/**
 * A file or folder of the package, by its path from the package's own folder. This file stays where it is: src/ and dist/ are both one folder below that,
 * and the command's bundle lies in dist/ too. In a bundle of somebody else's it says nothing.
 */
export function packageUrl(path: string): URL {
  return new URL(path, new URL('../', ownUrls()[0]));
}

/** The same as a path of the file system. */
export function packageFile(path: string): string {
  return fileURLToPath(packageUrl(path));
}
