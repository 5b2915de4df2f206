import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageFile } from '../src/package-root.ts';
import { sourcesIn } from './support/imports.ts';

/** What a file declares at its top, and whether it exports it. Constants are left out: an option is called after its word, in its group's file. */
const DECLARED = /^(export )?(?:abstract )?(?:async )?(class|interface|type|function\*?) (\w+)/gm;

interface Declared {
  path: string;
  exported: boolean;
  /** A function that is not exported may have any name: nobody meets it outside its file. */
  isFunction: boolean;
}

/** Names that more than one declaration of src/ has, one of them exported or all of them types, with where. */
function sharedNames(sources: ReadonlyMap<string, string>): string[] {
  const byName = new Map<string, Declared[]>();
  for (const [path, text] of sources) {
    for (const [, exported, kind, name = ''] of text.matchAll(DECLARED)) {
      const declared = { path, exported: exported !== undefined, isFunction: kind?.startsWith('function') ?? false };
      byName.set(name, [...(byName.get(name) ?? []), declared]);
    }
  }
  return [...byName].flatMap(([name, all]) => {
    const met = all.filter(({ exported, isFunction }) => exported || !isFunction);
    // One overloaded function, or a type beside a value of its name, is one thing.
    const paths = [...new Set(met.map(({ path }) => path))];
    return paths.length > 1 ? [`${name}: ${paths.join(', ')}`] : [];
  });
}

describe('the names of src/', () => {
  it('are each of one class, type or exported function', () => {
    assert.deepEqual(sharedNames(sourcesIn(packageFile(''), 'src', /\.ts$/)), []);
  });

  it('are found when two files share one', () => {
    const sources = new Map([
      ['a.ts', 'export class Names {}\nfunction read() {}\nexport type Part = 1;\n'],
      ['b.ts', 'interface Names {}\nfunction read() {}\nexport function part() {}\n'],
      ['c.ts', 'export type Part = 2;\nexport async function* scan() {}\n'],
    ]);
    assert.deepEqual(sharedNames(sources), ['Names: a.ts, b.ts', 'Part: a.ts, c.ts']);
  });
});
