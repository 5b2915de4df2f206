import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';

/** What has no target of its own, and why it needs none. */
const WITHIN_ANOTHER: Readonly<Record<string, string>> = {
  decodeMemory: 'decodeInetDiag() and decodeUnixDiag() run it',
  decodeAsked: 'decodeInetDiag() runs it',
  decodeUlp: 'decodeInetDiag() runs it',
  decodeReply: 'it hands each message to a decoder that has a target',
  decodeMultipath: 'decodeRoute() runs it',
  decodeHopAttribute: 'decodeRoute() runs it',
  parseLines: 'every parser of src/legacy/procfs runs it',
  parseComparison: 'parseFilter() runs it',
  parseEndpoint: 'parseFilter() runs it',
  parsePrefix: 'parseFilter() runs it',
};

const textOf = (path: string) => readFileSync(packageFile(path), 'utf8');
const filesOf = (folder: string) =>
  readdirSync(packageFile(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`);

const READERS = filesOf('src')
  .filter((file) => /^src\/(\w+\/(procfs|netlink|addon|filter)|sockets\/processes)\//.test(file))
  .flatMap((file) => [...textOf(file).matchAll(/^export (?:async )?function\*? ((?:parse|decode)\w+)/gm)])
  .map(([, name = '']) => name);
const TARGETS = filesOf('fuzz/targets');

describe('the targets of the fuzzer', () => {
  it('import every parser and decoder of the kernel’s answers and of filters, but for those that another one runs', () => {
    const imports = TARGETS.flatMap((file) => [...textOf(file).matchAll(/^import [^;]+;/gm)]).join('\n');
    const missing = READERS.filter((name) => !new RegExp(`\\b${name}\\b`).test(imports));
    assert.ok(READERS.length > 30);
    assert.deepEqual(missing.sort(), Object.keys(WITHIN_ANOTHER).sort());
  });

  it('are listed in targets.ts, from every file that has some', () => {
    const list = textOf('fuzz/targets/targets.ts');
    const lists = TARGETS.filter((file) => /^export const [A-Z_]+: readonly Target\[\]/m.test(textOf(file)));
    const unlisted = lists.filter(
      (file) => !file.endsWith('/targets.ts') && !list.includes(`./${file.split('/').at(-1)}'`),
    );
    assert.ok(lists.length > 5);
    assert.deepEqual(unlisted, []);
  });
});
