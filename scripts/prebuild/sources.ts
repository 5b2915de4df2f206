import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compilerArguments, EXPORTS, GLIBC_SOURCE } from './flags.ts';
import { TARGET_NAMES } from './targets.ts';
import { toolchainLock } from './toolchain.ts';

/** Besides native/ and binding.gyp, which the checkout's own build has too. */
const OWN = [EXPORTS, GLIBC_SOURCE];

/** The hash of everything that decides the bytes of the addons, taken without the compiler. */
export function sourcesDigest(checkout: string): string {
  const hash = createHash('sha256');
  for (const path of ['binding.gyp', ...nativeFiles(checkout), ...OWN]) {
    hash.update(`${path}\0`).update(readFileSync(join(checkout, path)));
  }
  const flags = TARGET_NAMES.map((target) => compilerArguments(checkout, target, 'node-api-headers'));
  return `sha256:${hash.update(JSON.stringify([flags, addonApiVersion(checkout), toolchainLock(checkout)])).digest('hex')}`;
}

/** Tests of the addon's parts are no part of it. */
export function nativeFiles(checkout: string): string[] {
  return readdirSync(join(checkout, 'native'), { recursive: true, encoding: 'utf8' })
    .filter((path) => !/^test(\/|$)/.test(path))
    .map((path) => `native/${path}`)
    .filter((path) => statSync(join(checkout, path)).isFile())
    .sort();
}

export function addonApiVersion(checkout: string): string {
  const text = readFileSync(join(checkout, 'node_modules/node-addon-api/package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
