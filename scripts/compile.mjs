// `node --import tsx scripts/compile.mjs FOLDER`: lists once with every view, and keeps what V8 has compiled by then in
// FOLDER/command.cache.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { sealCode } from '../src/cli/code-cache.ts';

const folder = resolve(process.argv[2]);
const filename = join(folder, 'command.js');
const VIEWS = ['-tuwan', '-tulne', '-xan', '-rn', '-6rn', '-ia', '-iea', '-s', '-gn', '-Mn', '-V'];

const source = readFileSync(filename);
const script = new Script(source.toString('utf8'), { filename });
const module = { exports: {} };
script.runInThisContext()(createRequire(filename), module, pathToFileURL(join(folder, 'sockdiag.cjs')).href);
for (const options of VIEWS) await module.exports.main([options]);
writeFileSync(join(folder, 'command.cache'), sealCode(source, script.createCachedData()));
