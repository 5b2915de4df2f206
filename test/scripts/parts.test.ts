import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { packageUrl } from '../../src/package-root.ts';
import { run } from '../support/command.ts';

/** Builds two parts, of what the entry needs and of the rest, and prints which files each is made of. */
const BUILD = `
  import { buildParts } from '${packageUrl('scripts/parts.mjs').href}';
  const options = {
    bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent', supported: { 'dynamic-import': false },
    banner: { js: '(function (require, module) {' }, footer: { js: '})' },
  };
  const parts = [{ name: 'first', entry: 'src/main.ts' }, { name: 'rest', late: 'rest' }];
  console.log(JSON.stringify(await buildParts(parts, options, 'out')));`;
/** As src/cli/command-parts.ts loads them. */
const RUN = `
  const { readFileSync } = require('node:fs');
  const load = (part) => {
    const module = { exports: {} };
    console.log('loads ' + part);
    eval(readFileSync('out/' + part + '.js', 'utf8'))((id) => (loaded[id.split(':')[0]] ??= load(id.split(':')[0])).files[id.split(':')[1]], module);
    return module.exports;
  };
  const loaded = {};
  loaded.first = load('first');
  loaded.first.main().then(console.log);`;

describe('the parts of a command', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sockdiag-parts-'));
    mkdirSync(join(folder, 'src'));
    write(
      'main.ts',
      `import { begun } from './base.ts'; import { count } from './count.ts'; begun.push('main'); count();
      export const main = async () => { begun.push('before'); return (await import('./late.ts')).late(); };`,
    );
    write('base.ts', 'export const begun: string[] = [];');
    write('count.ts', 'let calls = 0; export const count = () => ++calls;');
    write('other.ts', "export const other = 'other';");
    write(
      'late.ts',
      `import { begun } from './base.ts'; import { count } from './count.ts'; import { other } from './other.ts';
      export const late = () => [...begun, other, count()].join();`,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, 'src', name), text);
  const node = (...args: string[]) => run('sh', ['-c', 'cd "$0" && exec "$@"', folder, process.execPath, ...args]);
  const build = () => node('--input-type=module', '-e', BUILD);

  it('have each file once, and are loaded when something in them is asked for', () => {
    const { stdout, stderr } = build();
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), {
      first: ['src/base.ts', 'src/count.ts', 'src/main.ts'],
      rest: ['src/other.ts', 'src/late.ts'],
    });
    assert.deepEqual(node('-e', RUN), {
      code: 0,
      stdout: 'loads first\nloads rest\nmain,before,other,2\n',
      stderr: '',
    });
  });

  it('have in the first one nothing that is imported late', () => {
    build();
    assert.doesNotMatch(readFileSync(join(folder, 'out/first.js'), 'utf8'), /other/);
  });

  it('are refused when one takes all of a file of another, whose names are not known', () => {
    write('late.ts', "import * as base from './base.ts'; export const late = () => Object.keys(base).join();");
    const { code, stderr } = build();
    assert.equal(code, 1);
    assert.match(stderr, /first:src\/base\.ts is imported by another part: name what is needed of it/);
  });
});
