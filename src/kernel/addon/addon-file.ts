import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { libcOfProcess } from './libc.ts';
import { packageFolder } from './package-folder.ts';

/** The one file to load, and what it is called where people read of it; or why there is none. */
export type AddonFile = { path: string; shown: string; reason?: undefined } | { path?: undefined; reason: string };

/** What a checkout builds. */
const BUILT = 'build/Release/sockdiag.node';

/** Chooses the file: what the environment names, what was built here, else what came with the package for this processor and C library. */
export function addonFile(): AddonFile {
  if (process.platform !== 'linux') return { reason: `not on Linux, this is ${process.platform}` };
  const { SOCKDIAG_ADDON: named } = process.env;
  if (named && isStartersOwn()) return { path: resolve(named), shown: named };
  const folder = packageFolder();
  if (folder === undefined) return { reason: UNFOUND };
  const inPackage = (shown: string) => ({ path: join(folder, shown), shown });
  const built = inPackage(BUILT);
  if (existsSync(built.path)) return built;
  const target = `linux-${process.arch}-${libcOfProcess()}`;
  const prebuilt = inPackage(`prebuilds/${target}.node`);
  return existsSync(prebuilt.path) ? prebuilt : { reason: `no prebuilt addon for ${target}; ${HOW_TO_BUILD}` };
}

/**
 * Whether the environment is that of the user whose rights this process has, and not of one who started it with more rights than their own: Node
 * ignores NODE_OPTIONS then too.
 */
function isStartersOwn(): boolean {
  return process.getuid?.() === process.geteuid?.() && process.getgid?.() === process.getegid?.();
}

const UNFOUND =
  "the package's files are not found from this bundle: mark 'sockdiag' as external in the bundler, " +
  "or set SOCKDIAG_ADDON to the .node file's path";

const HOW_TO_BUILD = `\`npm run setup' in a checkout builds ${BUILT}, which SOCKDIAG_ADDON can name`;
