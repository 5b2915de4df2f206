import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.ts';
import { currentPrebuilds, inOrder, type Manifest, writeManifest } from './manifest.ts';
import { notices } from './notices.ts';
import type { Options } from './options.ts';
import { sourcesDigest } from './sources.ts';
import type { TargetName } from './targets.ts';
import { openToolchain, type Toolchain } from './toolchain.ts';

type Say = (words: string) => void;

/** Everything that is made beside prebuilds/, all of which may be deleted. */
export const WORK = 'build-prebuilds';

/** Makes the prebuilds that are not current. When a build fails, prebuilds/ stays as it was. */
export function makePrebuilds(checkout: string, options: Options, say: Say, open = openToolchain): void {
  const { force, targets } = options;
  const folder = join(checkout, 'prebuilds');
  const sources = sourcesDigest(checkout);
  const current = currentPrebuilds(folder, sources);
  const wanted = targets.filter((target) => force || !current[target]);
  if (wanted.length === 0) return;
  const toolchain = open(checkout);
  const cache = join(checkout, WORK, 'cache');
  if (force) rmSync(cache, { recursive: true, force: true });
  const out = join(checkout, WORK, 'new');
  rmSync(out, { recursive: true, force: true });
  const files: Manifest['files'] = { ...current };
  for (const target of wanted) {
    say(`building ${target} (${toolchain.version})`);
    files[target] = compile(target, toolchain, { checkout, out, cache });
  }
  keepOthers(folder, out, current, wanted);
  finish(checkout, out, toolchain, { version: 1, sources, compiler: toolchain.version, files: inOrder(files) });
  replace(folder, out);
}

function keepOthers(folder: string, out: string, current: Manifest['files'], made: readonly TargetName[]): void {
  for (const [name, { file }] of Object.entries(current)) {
    if (!made.includes(name as TargetName)) copyFileSync(join(folder, file), join(out, file));
  }
}

function finish(checkout: string, out: string, toolchain: Toolchain, manifest: Manifest): void {
  writeFileSync(join(out, 'NOTICES.md'), notices(checkout, toolchain));
  writeManifest(out, manifest);
}

function replace(folder: string, out: string): void {
  const old = `${out}-replaces`;
  rmSync(old, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  renameSync(folder, old);
  renameSync(out, folder);
  if (existsSync(old)) rmSync(old, { recursive: true });
}
