import { spawnSync } from 'node:child_process';
import { packageFile } from '../../src/package-root.ts';

/** The command as it is installed. */
export const COMMAND = packageFile('dist/sockdiag.cjs');

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

const PLAIN = { ...process.env, LC_ALL: 'C', NODE_DISABLE_COMPILE_CACHE: '1' };

/** Runs a program to its end. Its output is kept byte for byte, as Latin-1. The command keeps no code, unless `env` says otherwise. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Result {
  const options = { encoding: 'latin1' as const, maxBuffer: 1 << 28, env: { ...PLAIN, ...env } };
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
