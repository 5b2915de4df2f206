/** Whom we measure, by the names a result knows them by. */

import { packageFile } from '../../src/package-root.ts';
import type { Command } from '../subject.ts';

const SOCKDIAG = packageFile('dist/sockdiag.cjs');

const ours = (options: string): Command => ({
  name: `sockdiag ${options}`,
  words: [process.execPath, SOCKDIAG, ...options.split(' ')],
  format: 'netstat',
});
const theirs = (format: 'netstat' | 'ss' | 'lsof', options: string): Command => ({
  name: `${format} ${options}`,
  words: [format, ...options.split(' ')],
  format,
});

/** Commands that list every TCP socket. */
export const LISTING: readonly Command[] = [ours('-tan'), theirs('ss', '-tan'), theirs('netstat', '-tan')];

/** Commands that list them with their owners. Ours stand between theirs, so that each pair is close together in time. */
export const OWNERS: readonly Command[] = [
  ours('-tanp'),
  theirs('ss', '-tanp'),
  ours('-tanp --owners procfs'),
  theirs('netstat', '-tanp'),
  ours('-tanp --owners bpf'),
  theirs('lsof', '-nP -iTCP'),
];

/** Commands that list listening sockets with their owners. */
export const LISTENERS: readonly Command[] = [ours('-tlnp'), theirs('ss', '-tlnp'), theirs('netstat', '-tlnp')];

/** Commands that only start and end. */
export const STARTING: readonly Command[] = [
  { name: 'sockdiag --version', words: [process.execPath, SOCKDIAG, '--version'] },
  { name: 'node -e 0', words: [process.execPath, '-e', '0'] },
];

/** A snapshot watched for what it does to the event loop. */
export const BLOCK = 'event loop in snapshot({ owners: true })';
