import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Exit } from '../../src/cli/exit.ts';
import { openForUser } from '../../src/cli/open-for-user.ts';

/** Makes a pipe, and gives its path. */
export function fifo(path: string): string {
  assert.equal(spawnSync('mkfifo', ['-m', '600', path]).status, 0);
  return path;
}

/** Holds that a file is not opened, and that one line says why. */
export function refused(path: string, purpose: 'read' | 'write', message: RegExp): void {
  assert.throws(
    () => openForUser(path, purpose),
    (error) => {
      assert.ok(error instanceof Exit);
      assert.equal(error.code, 1);
      assert.ok(error.message.startsWith(`sockdiag: ${path}: `), error.message);
      assert.match(error.message.slice(`sockdiag: ${path}: `.length), message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    },
  );
}
