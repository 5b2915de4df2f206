import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compilerArguments } from './flags.ts';
import { describePrebuild, type Prebuild } from './manifest.ts';
import { fileOf, TARGETS, type TargetName } from './targets.ts';
import type { Toolchain } from './toolchain.ts';

export interface Places {
  readonly checkout: string;
  /** Where the addon is put. */
  readonly out: string;
  /** Where the compiler keeps what it can use again: the C++ library of each target, and the objects. */
  readonly cache: string;
}

/** Makes one addon. Its bytes are the same wherever the folders are: the compiler sees relative paths only. */
export function compile(target: TargetName, toolchain: Toolchain, places: Places): Prebuild {
  const { checkout, out, cache } = places;
  mkdirSync(out, { recursive: true });
  const flags = compilerArguments(checkout, target, toolchain.headers);
  const [program = '', ...words] = toolchain.command;
  const path = join(out, fileOf(target));
  const { error, status, stderr } = spawnSync(program, [...words, ...flags, '-o', path], {
    cwd: checkout,
    encoding: 'utf8',
    // No other variable: some change what a compiler makes, such as CPATH.
    env: { PATH: process.env.PATH, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${target} could not be built\n${stderr}`);
  chmodSync(path, 0o644);
  return describePrebuild(out, target, TARGETS[target], flags);
}
