import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from '../../src/package-root.ts';

/** What a package has, and where it is one of a checkout the addon that was built there. */
const PARTS = ['package.json', 'dist', 'prebuilds', 'build/Release/sockdiag.node'];

/** The package as a user has it who has just installed it, and a home for the user, which nobody else can change. */
export class Installed {
  readonly #folder = mkdtempSync(join(homedir(), '.sockdiag-bench-'));
  readonly home = join(this.#folder, 'home');
  readonly command = join(this.#folder, 'sockdiag/dist/sockdiag.cjs');

  constructor() {
    for (const part of PARTS.filter((name) => existsSync(packageFile(name)))) {
      cpSync(packageFile(part), join(this.#folder, 'sockdiag', part), { recursive: true });
    }
    mkdirSync(this.home);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
