import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { run, sockdiag } from '../support/command.ts';
import { PackageCopy } from '../support/package-copy.ts';

describe('the start of the command', () => {
  const copy = new PackageCopy();
  after(() => copy.remove());
  const cache = join(copy.folder, 'dist/command.cache');
  const whole = readFileSync(cache);
  const version = () => run(process.execPath, [join(copy.folder, 'dist/sockdiag.cjs'), '-V']);
  const expected = sockdiag(['-V']);

  it('runs what V8 compiled when it was built', () => {
    assert.ok(whole.length > 10_000);
    assert.deepEqual(version(), expected);
  });

  it('is the same where that is missing, cut, of another V8 or no such thing at all', () => {
    const other = Buffer.from(whole);
    // The version is behind a magic number.
    other.writeUInt32LE(other.readUInt32LE(4) ^ 0xffff, 4);
    for (const bytes of [whole.subarray(0, whole.length / 2), other, Buffer.from('not compiled'), Buffer.alloc(0)]) {
      writeFileSync(cache, bytes);
      assert.deepEqual(version(), expected, `${bytes.length} bytes`);
    }
    rmSync(cache);
    assert.deepEqual(version(), expected);
  });

  it('is the same under options of V8 for which it was not compiled', () => {
    writeFileSync(cache, whole);
    const code = join(copy.folder, 'dist/sockdiag.cjs');
    assert.deepEqual(run(process.execPath, ['--no-opt', '--max-lazy', code, '-V']), expected);
  });

  it('shows where in the sources a fault is, when source maps are wanted', () => {
    const { sources } = JSON.parse(readFileSync(join(copy.folder, 'dist/command.js.map'), 'utf8'));
    assert.ok(sources.some((name: string) => name.endsWith('src/cli/main.ts')));
  });
});
