import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { packageFile } from '../../src/package-root.ts';
import { run } from './command.ts';

const CHECKOUT = packageFile('');
export const BUILT = 'build/Release/sockdiag.node';

/** What a process learnt of the addon. */
export interface Loaded {
  loaded: boolean;
  path?: string;
  reason?: string;
}

export interface LoadOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** What starts Node. */
  by?: readonly string[];
  flags?: readonly string[];
  /** What the process is made to believe of itself, as `arch`. */
  told?: Readonly<Record<string, string>>;
}

/** A package with nothing in it but its loader and what a test puts there. */
export class LoaderPackage {
  readonly folder = mkdtempSync(join(tmpdir(), 'sockdiag-loader-'));

  constructor(name = 'sockdiag') {
    this.write(
      'package.json',
      JSON.stringify({ name, type: 'module', exports: { './package.json': './package.json' } }),
    );
    bundle('src/kernel/addon/load-addon.ts', join(this.folder, 'dist/loader.mjs'), { format: 'esm' });
  }

  /** Its absolute path. */
  at(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, content: string | Uint8Array): string {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content);
    return this.at(path);
  }

  /** The addon of the checkout, under another name. */
  addon(path: string): string {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    copyFileSync(packageFile(BUILT), this.at(path));
    return this.at(path);
  }

  remove(...paths: string[]): void {
    for (const path of paths) rmSync(this.at(path), { recursive: true, force: true });
  }

  load({ env = {}, cwd = this.folder, by = [], flags = [], told = {} }: LoadOptions = {}): Loaded {
    const code = `
      for (const [key, value] of Object.entries(${JSON.stringify(told)})) Object.defineProperty(process, key, { value });
      const { loadAddon } = await import(${JSON.stringify(this.at('dist/loader.mjs'))});
      const { addon, path, reason } = loadAddon();
      console.log(JSON.stringify({ loaded: addon !== undefined, path, reason }));`;
    const node = [...by, process.execPath, ...flags, '--input-type=module', '--eval', code];
    const { stdout, stderr } = run('sh', ['-c', 'cd "$1" && shift && exec "$@"', 'sh', cwd, ...node], env);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as Loaded;
  }
}

/** Puts a file of the checkout and all it imports into one, as a bundler does. */
export function bundle(entry: string, outfile: string, options: BuildOptions): void {
  buildSync({
    entryPoints: [resolve(CHECKOUT, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    ...options,
  });
}
