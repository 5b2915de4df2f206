import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ADDON = new URL('../../src/addon.ts', import.meta.url);
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
      // The addon is found from where the source is.
      define: { 'import.meta.url': JSON.stringify(ADDON.href) },
    });
    // Another user is to read it.
    chmodSync(this.#folder, 0o755);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
