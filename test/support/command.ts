import { spawnSync } from 'node:child_process';
import { packageFile } from '../../src/package-root.ts';

/** The command as it is installed. */
export const COMMAND = packageFile('dist/sockdiag.cjs');

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. Its output is kept byte for byte, as Latin-1. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Result {
  const options = { encoding: 'latin1' as const, maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C', ...env } };
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  if (error) throw error;
  return { code: status, stdout, stderr };
}

export function sockdiag(args: readonly string[], env?: NodeJS.ProcessEnv): Result {
  return run(process.execPath, [COMMAND, ...args], env);
}

/** Whether a program is there to compare with. */
export function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
