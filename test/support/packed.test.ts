import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { run } from './command.ts';
import { newProject, packed, packedMissing } from './packed.ts';
import { skipUnless } from './skip.ts';

const skip = skipUnless(packedMissing === undefined, packedMissing ?? '');

describe('the packed package', { skip }, () => {
  it('is installed from the tarball: no link leads to the checkout', () => {
    const { project, folder, command } = packed();
    assert.deepEqual(readdirSync(join(project, 'node_modules')).sort(), ['.bin', '.package-lock.json', 'sockdiag']);
    assert.ok(!lstatSync(folder).isSymbolicLink() && !existsSync(join(folder, 'src')));
    const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
    assert.deepEqual(run(command, ['-V'], { SOCKDIAG_NATIVE: '0' }).stdout.split(/[\s,]/).slice(0, 2), [
      'sockdiag',
      version,
    ]);
  });

  it('is made once for all that ask for it', () => {
    const { mtimeMs } = lstatSync(packed().tarball);
    assert.equal(lstatSync(packed().tarball).mtimeMs, mtimeMs);
  });

  it('comes in a project that a test may change, and the next test does not see it', () => {
    const project = newProject();
    writeFileSync(join(project, 'mine.js'), '');
    assert.ok(
      existsSync(join(project, 'node_modules/.bin/sockdiag')) && !existsSync(join(packed().project, 'mine.js')),
    );
    rmSync(project, { recursive: true });
  });
});
