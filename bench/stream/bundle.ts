import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { packageUrl } from '../../src/package-root.ts';

const PACKAGE_ROOT = packageUrl('src/package-root.ts');
const WATCHER = fileURLToPath(new URL('watcher.ts', import.meta.url));

/** The watcher as plain JavaScript in one file: what runs TypeScript has threads and processes of its own, which would be measured too. */
export class WatcherBundle {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sockdiag-stream-'));
  readonly file = join(this.#folder, 'watcher.mjs');

  constructor() {
    buildSync({
      entryPoints: [WATCHER],
      outfile: this.file,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      logLevel: 'warning',
      // The package's files are found from where this source is.
      define: { 'import.meta.url': JSON.stringify(PACKAGE_ROOT.href) },
    });
    // Another user is to read it.
    chmodSync(this.#folder, 0o755);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
