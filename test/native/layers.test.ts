import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { brokenLayers, type House, includesOf, sourcesIn } from '../support/imports.ts';

const NATIVE: House = {
  root: 'native',
  layers: {
    base: { may: [] },
    netlink: { may: ['base'] },
    bpf: { may: ['base'] },
    owners: { may: ['base', 'bpf'] },
    addon: { may: ['base', 'netlink', 'bpf', 'owners'] },
    test: { places: ['test', 'test/bpf'], may: ['base', 'netlink', 'bpf', 'owners'] },
  },
  importsOf: includesOf,
  // Only addon/ knows Node-API. What is in quotes is no system header.
  mayNeed: (layer, name) =>
    !name.startsWith('native/') && (layer === 'addon' || !/(^|\/)(napi|node|js_native|uv|v8)/.test(name)),
};

const SOURCES = sourcesIn(packageFile(''), 'native', /\.(c|h|inl)[chpx+]*$/);

describe('the layers of native/', () => {
  const broken = (path: string, text: string) => brokenLayers(new Map([...SOURCES, [path, text]]), NATIVE);

  it('are kept by every include in native/', () => assert.deepEqual(brokenLayers(SOURCES, NATIVE), []));

  it('are broken by whoever includes Node-API outside addon/', () => {
    const line = 'native/owners/planted.h imports napi.h: owners may not import what is no file of native/';
    assert.deepEqual(broken('native/owners/planted.h', '#include <cstdint>\n#include <napi.h>\n'), [line]);
    assert.deepEqual(broken('native/addon/planted.h', '#include <napi.h>\n'), []);
    for (const name of ['<node_api.h>', '<node/node_api.h>', '<uv.h>', '<v8.h>', '"napi.h"', '"../napi.h"']) {
      assert.equal(broken('native/base/planted.h', `#include ${name}\n`).length, 1, name);
    }
  });

  it('are broken by an upward include, a sideways one, and a new folder', () => {
    const include = '#include "owners/finds.h"\n';
    const upward = 'native/bpf/planted.cc imports native/owners/finds.h: bpf may not import owners';
    assert.deepEqual(broken('native/bpf/planted.cc', include), [upward]);
    const sideways = 'native/netlink/planted.cc imports native/bpf/libbpf.h: netlink may not import bpf';
    assert.deepEqual(broken('native/netlink/planted.cc', '  # include "bpf/libbpf.h"'), [sideways]);
    assert.deepEqual(broken('native/planted/a.hpp', include), ['native/planted/a.hpp: its folder is in no layer']);
  });

  it('are broken by whatever else names the same file', () => {
    const upward = 'native/bpf/planted.cc imports native/owners/finds.h: bpf may not import owners';
    for (const name of ['"../owners/finds.h"', '<owners/finds.h>']) {
      assert.deepEqual(broken('native/bpf/planted.cc', `#include ${name}`), [upward]);
    }
    const text = '#define FINDS "owners/finds.h"\n#include FINDS\n';
    const macro = 'native/bpf/planted.cc imports native/FINDS: bpf may not import what is no file of native/';
    assert.deepEqual(broken('native/bpf/planted.cc', text), [macro]);
  });

  it('name no folder that native/ does not have', () => {
    const known = new Set([...SOURCES.keys()].map((path) => path.replace(/\/[^/]+$/, '')));
    const places = Object.entries(NATIVE.layers).flatMap(([name, { places = [name] }]) => places);
    assert.deepEqual(
      places.filter((place) => !known.has(`native/${place}`)),
      [],
    );
  });
});
