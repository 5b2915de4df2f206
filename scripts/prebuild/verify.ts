import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from './compile.ts';
import { currentPrebuilds } from './manifest.ts';
import type { Options } from './options.ts';
import { sourcesDigest } from './sources.ts';
import { openToolchain } from './toolchain.ts';

/** What a build needs of a checkout; the compiler too, since its own files may be named in what it makes. */
const NEEDED = ['native', 'binding.gyp', 'scripts/prebuild', 'node_modules/node-addon-api', 'build-prebuilds/tools'];

/**
 * Builds again in a folder elsewhere, with an empty cache.
 * @returns a line for each addon that came out with other bytes than the one in prebuilds/
 */
export function verifyPrebuilds(checkout: string, { targets }: Options, say: (words: string) => void): string[] {
  const known = currentPrebuilds(join(checkout, 'prebuilds'), sourcesDigest(checkout));
  openToolchain(checkout);
  const elsewhere = mkdtempSync(join(tmpdir(), 'sockdiag-prebuilds-built-again-'));
  try {
    for (const path of NEEDED) cpSync(join(checkout, path), join(elsewhere, path), { recursive: true });
    const toolchain = openToolchain(elsewhere);
    return targets.flatMap((target) => {
      say(`building ${target} again`);
      const places = { checkout: elsewhere, out: join(elsewhere, 'out'), cache: join(elsewhere, 'cache') };
      const { sha256 } = compile(target, toolchain, places);
      const was = known[target]?.sha256 ?? 'not there, or made from other sources';
      return was === sha256 ? [] : [`${target}: prebuilds/ has ${was}, built again it is ${sha256}`];
    });
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}
