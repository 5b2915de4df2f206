import { spawnSync } from 'node:child_process';
import { packageFile } from '../../../src/package-root.ts';

const BIOME = packageFile('node_modules/@biomejs/biome/bin/biome');

/** A source as the formatter leaves it, its imports in order. */
export function formatted(path: string, source: string): string {
  const args = [BIOME, 'check', '--write', `--stdin-file-path=${path}`];
  const options = { input: source, encoding: 'utf8', cwd: packageFile('') } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  if (status !== 0) throw new Error(`${path}: ${stderr}`);
  return stdout;
}
