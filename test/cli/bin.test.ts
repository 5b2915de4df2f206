import assert from 'node:assert/strict';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { Script } from 'node:vm';
import { unsealCode } from '../../src/cli/code-cache.ts';
import { run, sockdiag } from '../support/command.ts';
import { PackageCopy } from '../support/package-copy.ts';
import { trustedFolder } from '../support/trusted-folder.ts';

describe('the start of the command', () => {
  const copy = new PackageCopy();
  const home = trustedFolder();
  after(() => {
    copy.remove();
    rmSync(home, { recursive: true });
  });
  const code = join(copy.folder, 'dist/sockdiag.cjs');
  const part = join(copy.folder, 'dist/command.js');
  const environment = { NODE_DISABLE_COMPILE_CACHE: '', NODE_OPTIONS: '', XDG_CACHE_HOME: home };
  const version = () => run(process.execPath, [code, '-V'], environment);
  const expected = sockdiag(['-V']);
  assert.deepEqual(version(), expected);
  const folder = join(home, 'sockdiag');
  const name = readdirSync(folder).find((each) => /^command-[0-9a-f]+-v/.test(each)) ?? '';
  const cache = join(folder, name);
  const whole = readFileSync(cache);
  const source = readFileSync(part);
  beforeEach(() => rmSync(cache, { recursive: true, force: true }));

  /** Whether the last run took what was kept: it would have written it anew. */
  const isTaken = (bytes: Uint8Array) => {
    rmSync(cache, { recursive: true, force: true });
    writeFileSync(cache, bytes);
    const { ino } = statSync(cache);
    assert.deepEqual(version(), expected);
    return statSync(cache).ino === ino;
  };

  it('runs what V8 compiled in an earlier run', () => {
    const cachedData = unsealCode(whole, source);
    assert.ok(cachedData && cachedData.length > 10_000);
    assert.equal(new Script(source.toString(), { cachedData }).cachedDataRejected, false);
    assert.equal(isTaken(whole), true);
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
      ['another Node', other(process.version, process.version.replace(/\d/, '9'))],
      ['another processor', other(` ${process.arch} `, process.arch === 'x64' ? ' arm ' : ' x64 ')],
      ["V8's own, without our line", unsealCode(whole, source) as Buffer],
      ['text', Buffer.from('not compiled')],
      ['nothing', Buffer.alloc(0)],
      ['zeros', Buffer.alloc(whole.length)],
    ] as const) {
      assert.equal(isTaken(bytes), false, what);
    }
    rmSync(cache);
    assert.deepEqual(version(), expected);
    rmSync(cache);
    mkdirSync(cache);
    assert.deepEqual(version(), expected, 'a folder');
  });

  it('is the same, and waits for nothing, where that is no file or has no end', () => {
    const huge = join(copy.folder, 'huge');
    writeFileSync(huge, '');
    truncateSync(huge, 2 ** 40);
    for (const target of ['/dev/zero', '/dev/tty', '/dev/stdin', '/proc/kmsg', '/proc/self/mem', huge, name]) {
      symlinkSync(target, cache);
      assert.deepEqual(version(), expected, target);
      rmSync(cache);
    }
    assert.equal(run('mkfifo', [cache]).code, 0);
    assert.deepEqual(version(), expected, 'a pipe that nobody writes to');
    rmSync(cache);
    writeFileSync(cache, '');
    truncateSync(cache, 2 ** 40);
    assert.deepEqual(version(), expected, 'a file without an end');
  });

  it('is the same whichever bit of that is another one', () => {
    const damaged = Buffer.from(whole);
    for (let i = 0; i < 40; i++) {
      const at = i < 8 ? i * 9 : Math.floor((i / 40) * whole.length) + i;
      damaged.writeUInt8(whole.readUInt8(at) ^ (1 << (i % 8)), at);
      assert.equal(isTaken(damaged), false, `byte ${at}`);
      damaged.writeUInt8(whole.readUInt8(at), at);
    }
  });

  it('runs the source that is there, though it is as long as what was compiled', () => {
    const help = join(copy.folder, 'dist/command-rest.js');
    const text = readFileSync(help, 'latin1');
    const edited = text.replaceAll('Licence: ', 'LICENCE: ');
    assert.equal(edited.length, text.length);
    assert.notEqual(edited, text);
    writeFileSync(help, edited, 'latin1');
    assert.ok(version().stdout.includes('LICENCE: '));
    writeFileSync(help, text, 'latin1');
    assert.deepEqual(version(), expected);
  });

  it('is the same under options of V8 for which it was not compiled', () => {
    writeFileSync(cache, whole);
    assert.deepEqual(run(process.execPath, ['--no-opt', '--max-lazy', code, '-V'], environment), expected);
    const options = { ...environment, NODE_OPTIONS: '--stack-trace-limit=20' };
    assert.deepEqual(run(process.execPath, [code, '-V'], options), expected);
  });

  it('shows where in the sources a fault is, when source maps are wanted', () => {
    const { sources } = JSON.parse(readFileSync(`${part}.map`, 'utf8'));
    assert.ok(sources.some((path: string) => path.endsWith('src/cli/main.ts')));
  });
});
