import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, TARGET_NAMES, type TargetName } from './targets.ts';

/** What prebuilds/manifest.json says of one addon. */
export interface Prebuild {
  file: string;
  /** The compiler's name of the machine and its libc. */
  target: string;
  /** The compiler's arguments, with paths from the checkout. */
  flags: string[];
  size: number;
  sha256: string;
}

export interface Manifest {
  version: 1;
  /** The hash of everything that the addons are made from (scripts/prebuild/sources.ts). */
  sources: string;
  compiler: string;
  files: Partial<Record<TargetName, Prebuild>>;
}

const NAME = 'manifest.json';

export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, NAME);
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, NAME), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The addons in the folder that are made from these sources and whole. */
export function currentPrebuilds(folder: string, sources: string): Manifest['files'] {
  const manifest = readManifest(folder);
  if (manifest?.version !== 1 || manifest.sources !== sources) return {};
  const entries = Object.entries(manifest.files).filter(([, { file, sha256 }]) => {
    const path = join(folder, file);
    return existsSync(path) && sha256Of(path) === sha256;
  });
  return Object.fromEntries(entries);
}

export function describePrebuild(folder: string, name: TargetName, target: string, flags: string[]): Prebuild {
  const path = join(folder, fileOf(name));
  return { file: fileOf(name), target, flags, size: readFileSync(path).length, sha256: sha256Of(path) };
}

/** Always in one order, whichever were made first. */
export function inOrder(files: Manifest['files']): Manifest['files'] {
  const entries = TARGET_NAMES.flatMap((name) => (files[name] ? [[name, files[name]] as const] : []));
  return Object.fromEntries(entries);
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
