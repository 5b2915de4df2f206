import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenLayers, type House, importsOf, includesOf, roomsEntered } from './imports.ts';

describe('brokenLayers', () => {
  const house: House = {
    root: 'src',
    layers: { low: { may: [] }, high: { may: ['low'] } },
    importsOf,
    mayNeed: () => false,
  };
  const sources = new Map([
    ['src/low/a.ts', "import '../high/b.ts';"],
    ['src/high/b.ts', "import '../low/a.ts';\nimport './b.ts';"],
  ]);

  it('names the importer, what it imports, and the layers of both', () => {
    assert.deepEqual(brokenLayers(sources, house), ['src/low/a.ts imports src/high/b.ts: low may not import high']);
  });

  it('lets a layer name only layers before it', () => {
    const layers = { low: { may: ['high'] }, high: { may: ['low', 'higher'] } };
    const lines = ['low: high is not below it', 'high: higher is not below it'];
    assert.deepEqual(brokenLayers(new Map(), { ...house, layers }), lines);
  });

  it('takes the layer of a file itself before that of its folder', () => {
    const layers = { low: { places: ['high/b.ts'], may: [] }, high: { places: ['high', 'low'], may: [] } };
    const lines = [
      'src/low/a.ts imports src/high/b.ts: high may not import low',
      'src/high/b.ts imports src/low/a.ts: low may not import high',
    ];
    assert.deepEqual(brokenLayers(sources, { ...house, layers }), lines);
  });
});

describe('roomsEntered', () => {
  it('follows imports to their end, and leaves out what is in no folder', () => {
    const sources = new Map([
      ['src/a/one.ts', "import './two.ts';\nimport 'node:fs';"],
      ['src/a/two.ts', "import { b } from '../b/deep/b.ts';"],
      ['src/b/deep/b.ts', "import '../../a/one.ts';\nimport type { C } from '../../c.ts';"],
      ['src/c.ts', ''],
      ['src/d/d.ts', "import '../a/one.ts';"],
    ]);
    assert.deepEqual(roomsEntered(sources, 'src/a/one.ts'), ['a', 'b']);
  });
});

describe('importsOf', () => {
  it('sees imports in every form, on one line or several', () => {
    const text = [
      "import type { A } from './a.ts';",
      "import { type B,\n  C,\n} from '../b.ts';",
      "import D, * as E from './d.ts';",
      "export { F } from './f.ts';",
      "import './g.ts';",
      "const h = await import('./h.ts');",
      "let i: import('./i.ts').I;",
      "import{j}from'./j.ts';",
      "import { k } from 'node:fs';",
    ].join('\n');
    const files = ['a', 'b', 'd', 'f', 'g', 'h', 'i', 'j'].map((name) =>
      name === 'b' ? 'src/b.ts' : `src/x/${name}.ts`,
    );
    assert.deepEqual(importsOf('src/x/y.ts', text), [...files, 'node:fs']);
  });
});

describe('importsOf, of what hides', () => {
  it('sees imports behind comments and as CommonJS has them, and says of what is made at run time that it is', () => {
    const text = [
      "import { a } from /* from b */ './a.ts';",
      "const b = import(/* late */ './b.ts');",
      "import c = require('./c.ts');",
      'const d = import(`./d.ts`);',
      'const e = (name: string) => import(name);',
    ].join('\n');
    const names = ['src/a.ts', 'src/b.ts', 'src/c.ts', 'what is computed', 'what is computed'];
    assert.deepEqual(importsOf('src/x.ts', text), names);
  });
});

describe('includesOf', () => {
  it('sees own files by their path from native/ or beside the file, and system headers by name', () => {
    const text = '#include "owners/finds.h"\n#include "check.h"\n  #  include <napi.h>\n// #include "no.h"\n';
    assert.deepEqual(includesOf('native/test/a.cc', text), ['native/owners/finds.h', 'native/test/check.h', 'napi.h']);
  });
});
