import { readFileSync } from 'node:fs';
// By its name alone webpack would see createRequire(), and replace the call.
import nodeModule from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownUrls } from '../../package-root.ts';

const NAME = 'sockdiag';

/**
 * The folder of this package: around this file or, of a bundle, where Node finds the package from there. Undefined when it is in neither place. It is not
 * looked for from the working folder: in /tmp that would run what anybody has put there.
 * @throws what a runtime says that allows no reading
 */
export function packageFolder(urls: readonly string[] = ownUrls()): string | undefined {
  for (const url of urls) {
    const folder = folderAround(url) ?? folderFrom(url);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

function folderAround(url: string): string | undefined {
  if (!url.startsWith('file:')) return undefined;
  const path = fileURLToPath(new URL('../package.json', url));
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // What the system says of a place where a bundle happens to be is no matter; what the runtime forbids is.
    if ((error as NodeJS.ErrnoException).errno !== undefined) return undefined;
    throw error;
  }
  // Of a bundle it is that of what was bundled.
  return isOurs(text) ? dirname(path) : undefined;
}

function isOurs(text: string): boolean {
  try {
    return (JSON.parse(text) as { name?: unknown } | null)?.name === NAME;
  } catch {
    return false;
  }
}

function folderFrom(url: string): string | undefined {
  try {
    return dirname(nodeModule.createRequire(url).resolve(`${NAME}/package.json`));
  } catch {
    return undefined;
  }
}
