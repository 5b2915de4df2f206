import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { unsealCode } from './code-cache.ts';
import type { main } from './main.ts';

type Load = (require: NodeJS.Require, module: { exports: { main?: typeof main } }, moduleUrl: string) => void;

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
    return unsealCode(readFileSync(path), source);
  } catch {
    // Without it the command starts later, and is the same.
    return undefined;
  }
}

// Nothing that may still be waiting for a name server keeps the command from ending.
load()(process.argv.slice(2)).then((code) => process.exit(code));
