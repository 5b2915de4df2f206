import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../src/package-root.ts';
import { run } from './command.ts';
import { type RuntimeName, runtime } from './runtimes.ts';
import { runSealed } from './sealed.ts';
import { Shown } from './shown.ts';

/**
 * Runs test/package/programs/show.mjs with the package that a project has, where nothing else helps it. Node starts the command by the link
 * that npm made, through its first line; the others are told the file.
 * @param more - `program`: what is run in the place of the runtime's; `env`: what it needs there
 */
export function showOn(
  name: RuntimeName,
  project: string,
  { program, env }: { program?: string; env?: Readonly<Record<string, string>> } = {},
): Shown {
  copyFileSync(packageFile('test/package/programs/show.mjs'), join(project, 'show.mjs'));
  const [usual, ...args] = runtime(name) as [string, ...string[]];
  const words = [program ?? usual, ...args];
  const isNode = name.startsWith('node');
  const path = join(project, 'path');
  mkdirSync(path);
  symlinkSync(usual, join(path, isNode ? 'node' : name));
  const link = join(project, 'node_modules/.bin/sockdiag');
  const netstat = [run('sh', ['-c', 'command -v netstat']).stdout.trim()];
  const programs = JSON.stringify({ command: isNode ? [link] : [...words, link], netstat });
  const { code, stdout, stderr } = runSealed([...words, 'show.mjs', programs], project, { PATH: path, ...env });
  assert.equal(code, 0, stderr);
  return new Shown(stdout);
}
