import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { packed, packedMissing } from '../support/packed.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(packedMissing === undefined, packedMissing ?? '');

/** All that a user of the package gets. Whoever adds a file to it adds it here, and knows that it is shipped. */
const FILES = [
  ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'],
  ...['completions/_sockdiag', 'completions/sockdiag.bash', 'completions/sockdiag.fish', 'man/sockdiag.8'],
  ...['counter', 'event', 'group', 'holder', 'interface', 'route', 'socket', 'socket-group', 'translation'].map(
    (name) => `schema/${name}.schema.json`,
  ),
  ...['dist/index.cjs', 'dist/index.d.cts', 'dist/index.d.ts', 'dist/index.js'],
  ...[
    'dist/command.js',
    'dist/command-data.js',
    'dist/command-filter.js',
    'dist/command-groups.js',
    'dist/command-listing.js',
    'dist/command-ls.js',
    'dist/command-owners.js',
    'dist/command-rest.js',
    'dist/command-rows.js',
    'dist/command-table.js',
    'dist/sockdiag.cjs',
  ],
];
const PREBUILDS = [
  ...['linux-arm64-glibc.node', 'linux-arm64-musl.node', 'linux-x64-glibc.node', 'linux-x64-musl.node'],
  ...['NOTICES.md', 'manifest.json'],
].map((name) => `prebuilds/${name}`);

const whole = packageFile('prebuilds/manifest.json');
const notWhole = skip || skipUnless(existsSync(whole), 'no prebuilds/manifest.json: run npm run prebuild');

const MOST_PACKED = 1_250_000;
const MOST_UNPACKED = 3_400_000;

describe('the files of the package', { skip }, () => {
  const paths = () => packed().list.files.map(({ path }) => path);

  it('are these beside the addons', () => {
    const others = paths().filter((path) => !path.startsWith('prebuilds/'));
    assert.deepEqual(others.sort(), [...FILES].sort());
  });

  it('are no source map, cache, stamp, C++, TypeScript source or test', () => {
    const odd = paths().filter((path) => /\.(map|cache|cc|h|o|gyp|mts)$|(^|\/)\.|(?<!\.d)\.c?ts$|test/.test(path));
    assert.deepEqual(odd, []);
  });

  it('can be run where they are a command', () => {
    const { mode } = packed().list.files.find(({ path }) => path === 'dist/sockdiag.cjs') ?? { mode: 0 };
    assert.equal(mode & 0o111, 0o111);
  });

  it('hold no path of the machine that packed them', () => {
    const { folder } = packed();
    for (const path of paths()) {
      assert.ok(!readFileSync(join(folder, path)).includes(packageFile('')), path);
    }
  });

  it('are in the tarball the files that npm says', () => {
    const { tarball } = packed();
    const inTarball = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
    assert.deepEqual(
      inTarball.sort(),
      paths()
        .map((path) => `package/${path}`)
        .sort(),
    );
  });
});

describe('the whole package, with the addons of all four machines', { skip: notWhole }, () => {
  it('has these, their manifest and their notices', () => {
    const paths = packed().list.files.map(({ path }) => path);
    assert.deepEqual(paths.filter((path) => path.startsWith('prebuilds/')).sort(), [...PREBUILDS].sort());
  });

  it(`is at most ${MOST_PACKED} bytes packed and ${MOST_UNPACKED} unpacked`, () => {
    const { size, unpackedSize } = packed().list;
    assert.ok(size <= MOST_PACKED && unpackedSize <= MOST_UNPACKED, `${size} packed, ${unpackedSize} unpacked`);
  });
});
