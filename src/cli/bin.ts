import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { unsealCode } from './code-cache.ts';
import type { main } from './main.ts';

type Load = (require: NodeJS.Require, module: { exports: { main?: typeof main } }, moduleUrl: string) => void;

/** It is the source and twice the compiled code: some five times the source. */
const MOST_TIMES_SOURCE = 32;

/**
 * Starts the command. It lies beside this file as the text of a function; in a checkout with what V8 had made of it when it was built: to
 * compile it anew takes longer than all the rest of a short listing.
 */
function load(): typeof main {
  const filename = fileURLToPath(new URL('command.js', import.meta.url));
  const source = readFileSync(filename);
  const cachedData = readCache(fileURLToPath(new URL('command.cache', import.meta.url)), source);
  const script = new Script(source.toString('utf8'), { filename, ...(cachedData && { cachedData }) });
  const module: Parameters<Load>[1] = { exports: {} };
  (script.runInThisContext() as Load)(createRequire(filename), module, import.meta.url);
  return module.exports.main as typeof main;
}

function readCache(path: string, source: Buffer): Buffer | undefined {
  // Options of V8 may be among these.
  if (process.execArgv.length > 0 || process.env.NODE_OPTIONS) return undefined;
  try {
    return unsealCode(readBounded(path, source.length * MOST_TIMES_SOURCE), source);
  } catch {
    // Without it the command starts later, and is the same.
    return undefined;
  }
}

/** A file that is not certainly a short one is not waited for, nor read. */
function readBounded(path: string, most: number): Buffer {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stat = fstatSync(fd);
    // Of size 0 are files of /proc, which may have no end.
    return stat.isFile() && stat.size > 0 && stat.size <= most ? readFileSync(fd) : Buffer.alloc(0);
  } finally {
    closeSync(fd);
  }
}

// Nothing that may still be waiting for a name server keeps the command from ending.
load()(process.argv.slice(2)).then((code) => process.exit(code));
