import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageFile } from '../src/package-root.ts';
import { brokenLayers, type House, importsOf, roomsEntered, sourcesIn } from './support/imports.ts';
import { LAYERS } from './support/layers.ts';

const SRC: House = {
  root: 'src',
  layers: LAYERS,
  importsOf,
  // Nothing but Node is needed at run time, and only the addon and the command's file are loaded by createRequire().
  mayNeed: (layer, name) =>
    name === 'node:module' ? ['kernel/addon', 'cli'].includes(layer) : name.startsWith('node:'),
};

const CHECKOUT = packageFile('');
const SOURCES = sourcesIn(CHECKOUT, 'src', /\.[cm]?[jt]sx?$/);

describe('the layers of src/', () => {
  const broken = (planted: Readonly<Record<string, string>> = {}) =>
    brokenLayers(new Map([...SOURCES, ...Object.entries(planted)]), SRC);

  it('are kept by every import in src/', () => assert.deepEqual(broken(), []));

  const PLANTED: readonly [name: string, path: string, text: string, line: string][] = [
    [
      'an upward import',
      'src/sockets/table/planted.ts',
      "import { scan } from '../scan.ts';",
      'src/sockets/table/planted.ts imports src/sockets/scan.ts: sockets/table may not import sockets',
    ],
    [
      'an upward import of a type',
      'src/sockets/procfs/planted.ts',
      "import type {\n  Addon,\n} from '../../kernel/addon/addon.ts';",
      'src/sockets/procfs/planted.ts imports src/kernel/addon/addon.ts: sockets/procfs may not import kernel/addon',
    ],
    [
      'a late upward import',
      'src/sockets/planted.ts',
      "const watch = () => import('../watch/watch.ts');",
      'src/sockets/planted.ts imports src/watch/watch.ts: sockets may not import watch',
    ],
    [
      'the type of a late upward import',
      'src/sockets/planted.ts',
      "type Watch = typeof import('../watch/watch.ts');",
      'src/sockets/planted.ts imports src/watch/watch.ts: sockets may not import watch',
    ],
    [
      'a late upward import behind a comment',
      'src/sockets/planted.ts',
      "const watch = () => import(\n  // late\n  '../watch/watch.ts'\n);",
      'src/sockets/planted.ts imports src/watch/watch.ts: sockets may not import watch',
    ],
    [
      'an upward import as CommonJS has it',
      'src/sockets/planted.ts',
      "import watch = require('../watch/watch.ts');",
      'src/sockets/planted.ts imports src/watch/watch.ts: sockets may not import watch',
    ],
    [
      'a late import of what is made at run time',
      'src/sockets/planted.ts',
      'const load = (name: string) => import(name);',
      'src/sockets/planted.ts imports what is computed: sockets may not import what is no file of src/',
    ],
    [
      'a way to require that few have a reason for',
      'src/sockets/planted.ts',
      "import { createRequire } from 'node:module';",
      'src/sockets/planted.ts imports node:module: sockets may not import what is no file of src/',
    ],
    [
      'an upward import for what it does alone',
      'src/routes/planted.ts',
      "import '../cli/main.ts';",
      'src/routes/planted.ts imports src/cli/main.ts: routes may not import cli',
    ],
    [
      'what is exported again from above',
      'src/routes/planted.ts',
      "export * from '../index.ts';",
      'src/routes/planted.ts imports src/index.ts: routes may not import api',
    ],
    [
      'a sideways import',
      'src/kernel/netlink/planted.ts',
      "import { ProcRoot } from '../procfs/root.ts';",
      'src/kernel/netlink/planted.ts imports src/kernel/procfs/root.ts: kernel/netlink may not import kernel/procfs/root.ts',
    ],
    [
      'an import from one subject into another',
      'src/routes/planted.ts',
      "import type { Interface } from '../interfaces/interface.ts';",
      'src/routes/planted.ts imports src/interfaces/interface.ts: routes may not import interfaces',
    ],
    [
      'an import of the call by what it calls',
      'src/routes/netlink/planted.ts',
      "import { routes } from '../routes.ts';",
      'src/routes/netlink/planted.ts imports src/routes/routes.ts: routes/netlink may not import routes()',
    ],
    [
      'an import into netlink from the command',
      'src/cli/planted.ts',
      "import { dump } from '../kernel/netlink/dump.ts';",
      'src/cli/planted.ts imports src/kernel/netlink/dump.ts: cli may not import kernel/netlink',
    ],
    ['a new folder of JavaScript', 'src/insight/planted.mjs', '', 'src/insight/planted.mjs: its folder is in no layer'],
    ['a new folder', 'src/insight/planted.ts', '', 'src/insight/planted.ts: its folder is in no layer'],
    [
      'a new folder in a layer',
      'src/cli/planted/planted.ts',
      '',
      'src/cli/planted/planted.ts: its folder is in no layer',
    ],
    [
      'an import of a file that there is not',
      'src/cli/planted.ts',
      "import { nothing } from './nothing.ts';",
      'src/cli/planted.ts imports src/cli/nothing.ts: cli may not import what is no file of src/',
    ],
    [
      'a package that would be needed at run time',
      'src/cli/planted.ts',
      "import { Command } from 'commander';",
      'src/cli/planted.ts imports commander: cli may not import what is no file of src/',
    ],
  ];
  for (const [name, path, text, line] of PLANTED) {
    it(`are broken by ${name}`, () => assert.deepEqual(broken({ [path]: text }), [line]));
  }

  it('name no place that src/ does not have', () => {
    const known = new Set([...SOURCES.keys()].flatMap((path) => [path, path.replace(/\/[^/]+$/, '')]));
    const places = Object.entries(LAYERS).flatMap(([name, { places = [name] }]) => places);
    assert.deepEqual(
      places.filter((place) => !known.has(`src/${place}`)),
      [],
    );
  });
});

describe('a call of the API', () => {
  const CALLS = [
    ['sockets', 'scan'],
    ['routes', 'routes'],
    ['interfaces', 'interfaces'],
    ['statistics', 'statistics'],
    ['groups', 'groups'],
    ['masquerade', 'masquerade'],
    ['legacy', 'legacy-sockets'],
  ];
  for (const [room, call] of CALLS) {
    it(`of ${room} enters no room but its own and the three below all`, () => {
      const rooms = roomsEntered(SOURCES, `src/${room}/${call}.ts`);
      assert.deepEqual(
        rooms.filter((name) => !['base', 'kernel', 'uapi'].includes(name)),
        room === 'sockets' ? ['names', room] : [room],
      );
    });
  }
});
