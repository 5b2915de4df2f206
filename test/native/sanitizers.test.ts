import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { noClang } from '../support/bpf.ts';
import { has } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

const NATIVE = packageFile('native/');
// All of it but what knows Node-API.
const SOURCES = ['base', 'bpf', 'netlink', 'owners', 'test']
  .flatMap((name) => filesOf(join(NATIVE, name)))
  .filter((path) => path.endsWith('.cc'));
const WARNINGS = ['-Wall', '-Wextra', '-Wpedantic', '-Wshadow', '-Wconversion', '-Werror'];

/** What a sanitizer has to say begins with one of these. */
const REPORT = /ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error:/;

const skip = skipUnless(has('g++'), 'no g++ to compile the native tests with');

/** A test ends what it started, should it fail before that ended by itself. */
const running = new Set<ChildProcess>();
const folder = skip ? '' : mkdtempSync(join(tmpdir(), 'sockdiag-native-'));
after(() => {
  for (const child of running) child.kill('SIGKILL');
  if (folder) rmSync(folder, { recursive: true });
});

// Without clang the tests that need these programs say so themselves.
before(async () => {
  if (skip || noClang) return;
  for (const source of filesOf(join(NATIVE, 'test/bpf'))) {
    const header = join(folder, basename(source).replace(/c$/, 'h'));
    const compiled = await ends(process.execPath, [packageFile('scripts/build-bpf.mjs'), source, header]);
    assert.equal(compiled.code, 0, compiled.output);
  }
});

// Two at a time: as many as the smallest machine has processors.
describe('the native code, by its own test program', { skip, concurrency: 2 }, () => {
  it('passes as it is compiled for use', async (t) => {
    await compileAndRun(t, 'plain', ['-O2']);
  });

  it('passes without a report of AddressSanitizer or UndefinedBehaviorSanitizer', async (t) => {
    const flags = ['-O1', '-g1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
    await compileAndRun(t, 'address', flags, { ASAN_OPTIONS: 'detect_stack_use_after_return=1', UBSAN_OPTIONS: '' });
  });

  it('passes without a report of ThreadSanitizer', async (t) => {
    // Its shadow memory wants addresses that are not random; kernels with more random bits than it knows fail otherwise.
    const fixed = await ends('setarch', ['-R', 'true']);
    const env = { TSAN_OPTIONS: 'halt_on_error=0:exitcode=66' };
    const wrapper = fixed.code === 0 ? ['setarch', '-R'] : [];
    await compileAndRun(t, 'thread', ['-O1', '-g1', '-fsanitize=thread'], env, wrapper);
  });
});

async function compileAndRun(
  t: TestContext,
  name: string,
  flags: string[],
  env: NodeJS.ProcessEnv = {},
  wrapper: string[] = [],
) {
  const program = join(folder, name);
  const compiled = await ends('g++', [
    '-std=c++17',
    ...WARNINGS,
    `-I${NATIVE}`,
    `-I${folder}`,
    ...flags,
    ...SOURCES,
    '-pthread',
    '-ldl',
    '-o',
    program,
  ]);
  assert.equal(compiled.code, 0, compiled.output);
  const { code, output } = await ends('env', [...wrapper, program], env);
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, REPORT);
  assert.match(output, /^\d+ passed, 0 failed, \d+ skipped$/m);
  for (const [line] of output.matchAll(/^skipped: .*$/gm)) t.diagnostic(line);
}

function ends(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('error', ({ message }) => resolve({ code: null, output: message }));
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code, output });
    });
  });
}

function filesOf(path: string): string[] {
  return readdirSync(path).map((name) => join(path, name));
}
