import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from '../../src/package-root.ts';

const CHECKOUT = packageFile('');
const ADDON = 'build/Release/sockdiag.node';
const PARTS = ['package.json', 'dist', ADDON];

/** The package as it was built, in a folder where files of it may be changed. */
export class PackageCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'sockdiag-package-'));

  constructor() {
    for (const part of PARTS) cpSync(join(CHECKOUT, part), join(this.folder, part), { recursive: true });
  }

  /** Puts other bytes where these are in the addon, each time that they are there. */
  changeAddon(bytes: Buffer, others: Buffer): void {
    const addon = readFileSync(join(this.folder, ADDON));
    let at = addon.indexOf(bytes);
    if (at < 0 || bytes.length !== others.length) throw new Error('nothing to change, or not by as many bytes');
    for (; at >= 0; at = addon.indexOf(bytes, at + 1)) others.copy(addon, at);
    writeFileSync(join(this.folder, ADDON), addon);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
