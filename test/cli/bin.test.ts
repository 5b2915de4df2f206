import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Script } from 'node:vm';
import { unsealCode } from '../../src/cli/code-cache.ts';
import { run, sockdiag } from '../support/command.ts';
import { PackageCopy } from '../support/package-copy.ts';

describe('the start of the command', () => {
  const copy = new PackageCopy();
  after(() => copy.remove());
  const cache = join(copy.folder, 'dist/command.cache');
  const command = join(copy.folder, 'dist/command.js');
  const whole = readFileSync(cache);
  const version = () => run(process.execPath, [join(copy.folder, 'dist/sockdiag.cjs'), '-V']);
  const expected = sockdiag(['-V']);

  it('runs what V8 compiled when it was built', () => {
    const source = readFileSync(command);
    const cachedData = unsealCode(whole, source);
    assert.ok(cachedData && cachedData.length > 10_000);
    assert.equal(new Script(source.toString(), { cachedData }).cachedDataRejected, false);
    assert.deepEqual(version(), expected);
  });

  it('is the same where that is missing, cut, of another V8 or no such thing at all', () => {
    const line = whole.indexOf('\n');
    const other = (from: string, to: string) =>
      Buffer.concat([Buffer.from(whole.toString('latin1', 0, line).replace(from, to)), whole.subarray(line)]);
    for (const [what, bytes] of [
      ['cut in the middle', whole.subarray(0, whole.length / 2)],
      ['cut at the end', whole.subarray(0, whole.length - 8)],
      ['longer', Buffer.concat([whole, Buffer.alloc(16)])],
      ['another V8', other(process.versions.v8, process.versions.v8.replace(/\d/, '0'))],
      ['another Node', other(process.version, process.version.replace(/\d(?=\.)/, '0'))],
      ['another processor', other(` ${process.arch} `, process.arch === 'x64' ? ' arm ' : ' x64 ')],
      ["V8's own, without our line", unsealCode(whole, readFileSync(command)) as Buffer],
      ['text', Buffer.from('not compiled')],
      ['nothing', Buffer.alloc(0)],
      ['zeros', Buffer.alloc(whole.length)],
    ] as const) {
      writeFileSync(cache, bytes);
      assert.deepEqual(version(), expected, what);
    }
    rmSync(cache);
    assert.deepEqual(version(), expected);
    mkdirSync(cache);
    assert.deepEqual(version(), expected, 'a folder');
    rmSync(cache, { recursive: true });
  });

  it('is the same, and waits for nothing, where that is no file or has no end', () => {
    const huge = join(copy.folder, 'huge');
    writeFileSync(huge, '');
    truncateSync(huge, 2 ** 40);
    for (const target of [
      '/dev/zero',
      '/dev/tty',
      '/dev/stdin',
      '/proc/kmsg',
      '/proc/self/mem',
      huge,
      'command.cache',
    ]) {
      symlinkSync(target, cache);
      assert.deepEqual(version(), expected, target);
      rmSync(cache);
    }
    assert.equal(run('mkfifo', [cache]).code, 0);
    assert.deepEqual(version(), expected, 'a pipe that nobody writes to');
    rmSync(cache);
  });

  it('is the same whichever bit of that is another one', () => {
    const damaged = Buffer.from(whole);
    for (let i = 0; i < 40; i++) {
      const at = i < 8 ? i * 9 : Math.floor((i / 40) * whole.length) + i;
      damaged.writeUInt8(whole.readUInt8(at) ^ (1 << (i % 8)), at);
      writeFileSync(cache, damaged);
      assert.deepEqual(version(), expected, `byte ${at}`);
      damaged.writeUInt8(whole.readUInt8(at), at);
    }
  });

  it('runs the source that is there, though it is as long as what was compiled', () => {
    writeFileSync(cache, whole);
    const source = readFileSync(command, 'latin1');
    const [text = ''] = expected.stdout.split(' ');
    const edited = source.replaceAll(text, text.toUpperCase());
    assert.equal(edited.length, source.length);
    assert.notEqual(edited, source);
    writeFileSync(command, edited, 'latin1');
    assert.ok(version().stdout.startsWith(text.toUpperCase()));
    writeFileSync(command, source, 'latin1');
    assert.deepEqual(version(), expected);
  });

  it('is the same under options of V8 for which it was not compiled', () => {
    writeFileSync(cache, whole);
    const code = join(copy.folder, 'dist/sockdiag.cjs');
    assert.deepEqual(run(process.execPath, ['--no-opt', '--max-lazy', code, '-V']), expected);
    assert.deepEqual(run(process.execPath, [code, '-V'], { NODE_OPTIONS: '--stack-trace-limit=20' }), expected);
  });

  it('shows where in the sources a fault is, when source maps are wanted', () => {
    const { sources } = JSON.parse(readFileSync(join(copy.folder, 'dist/command.js.map'), 'utf8'));
    assert.ok(sources.some((name: string) => name.endsWith('src/cli/main.ts')));
  });
});
