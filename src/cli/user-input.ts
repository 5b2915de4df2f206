import { createReadStream } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { openForUser } from './open-for-user.ts';

/**
 * The bytes of a file that the user named, or with `-` of standard input.
 * @throws Exit of one line that names the file
 */
export function userInput(path: string): Readable {
  if (path === '-') return process.stdin;
  const { fd, kind } = openForUser(path, 'read');
  // A thread that waits for a pipe's writer would outlast the run.
  return kind === 'stream' ? new Socket({ fd, readable: true, writable: false }) : createReadStream('', { fd });
}
