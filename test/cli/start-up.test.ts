import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { COMMAND, run } from '../support/command.ts';
import '../support/in-namespace.ts';
import { loopbackUp } from '../support/loopback.ts';
import { START_UP } from '../support/start-up-files.ts';

/** Prints, behind the command's output, the parts it read and the modules of Node it loaded that an empty script does not. */
const WATCHING = `
  const fs = require('node:fs');
  const { readFileSync } = fs;
  const before = new Set(process.moduleLoadList);
  const parts = [];
  fs.readFileSync = (path, ...more) => {
    if (/dist.command[\\w-]*\\.js$/.test(String(path))) parts.push(String(path).replace(/^.*\\//, ''));
    return readFileSync(path, ...more);
  };
  process.on('exit', () => {
    const added = process.moduleLoadList.filter((name) => !before.has(name) && name.startsWith('NativeModule '));
    const modules = added.map((name) => name.slice('NativeModule '.length)).filter((name) => !name.startsWith('internal/'));
    fs.writeSync(2, JSON.stringify({ parts, modules }));
  });
  process.argv.splice(1, 0, ${JSON.stringify(COMMAND)});
  require(${JSON.stringify(COMMAND)});`;

function loadedBy(...options: string[]): { parts: string[]; modules: string[] } {
  const { code, stderr } = run(process.execPath, ['-e', WATCHING, '--', ...options]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stderr);
}

/** The files of src/ in a part, which its source map names. */
function filesOf(part: string): string[] {
  const { sources } = JSON.parse(readFileSync(packageFile(`dist/${part}.map`), 'utf8')) as { sources: string[] };
  return sources.flatMap((path) => /src\/.*$/.exec(path) ?? []).sort();
}

// Each file more is read, compiled and evaluated at every start. One that only few listings need is imported late; one that is truly needed
// gets a line in test/support/start-up-files.ts.
describe('the start of a listing of sockets', () => {
  for (const [options, parts] of [
    ['-tan', ['command.js', 'command-listing.js']],
    ['-tanp', ['command.js', 'command-owners.js', 'command-listing.js']],
  ] as const) {
    it(`loads of ${options} the parts of the command that it needs, and few modules of Node`, () => {
      const loaded = loadedBy(options);
      assert.deepEqual([...loaded.parts].sort(), [...parts].sort());
      assert.deepEqual(
        loaded.modules.filter((name) => !['os', 'vm', 'timers/promises'].includes(name)),
        [],
      );
    });
  }

  for (const [part, files] of Object.entries(START_UP)) {
    it(`has in ${part} the files that are listed, and no others`, () => assert.deepEqual(filesOf(part), files));
  }
});

describe('the start of another view', () => {
  // A namespace without an address has no table of routes.
  before(loopbackUp);

  for (const view of ['-r', '-i', '-s', '-g']) {
    for (const options of [[view], [view, '--json']]) {
      it(`loads of ${options.join(' ')} neither the listing of ls nor the search for owners`, () => {
        const { parts } = loadedBy(...options);
        const data = options.length > 1 ? ['command-rows.js'] : [];
        assert.deepEqual([...parts].sort(), ['command-listing.js', 'command-rest.js', ...data, 'command.js']);
      });
    }
  }
});
