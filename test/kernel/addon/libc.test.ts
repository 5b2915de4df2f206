import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, mock } from 'node:test';
import { libcOfInterpreter, libcOfProcess, libcOfProgram } from '../../../src/kernel/addon/libc.ts';
import { has, run } from '../../support/command.ts';
import { elfFile } from '../../support/elf-file.ts';
import { skipUnless } from '../../support/skip.ts';

const folder = mkdtempSync(join(tmpdir(), 'sockdiag-libc-'));
after(() => rmSync(folder, { recursive: true }));

function program(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('libcOfInterpreter', () => {
  it('knows the dynamic linkers of glibc and musl by their names, in whatever folder', () => {
    for (const path of [
      '/lib64/ld-linux-x86-64.so.2',
      '/lib/ld-linux-aarch64.so.1',
      '/lib/ld-linux-riscv64-lp64d.so.1',
      '/lib/ld-linux-armhf.so.3',
      '/lib64/ld64.so.2',
      '/lib/ld64.so.1',
      '/lib/ld.so.1',
      '/nix/store/0c7c96gikmzv87i7lv3vq5s1cmfjd6zf-glibc-2.38-27/lib/ld-linux-x86-64.so.2',
      '/gnu/store/ln6hxqjvz6m9gdd9s97pivlqck7hzs99-glibc-2.35/lib/ld-linux-x86-64.so.2',
      '/home/linuxbrew/.linuxbrew/lib/ld-linux-x86-64.so.2',
    ]) {
      assert.equal(libcOfInterpreter(path), 'glibc', path);
    }
    for (const path of [
      '/lib/ld-musl-x86_64.so.1',
      '/lib/ld-musl-aarch64.so.1',
      '/nix/store/3p9c5i5c1gqf2zx4vbjf7cs0b5dbwhcr-musl-1.2.3/lib/ld-musl-x86_64.so.1',
    ]) {
      assert.equal(libcOfInterpreter(path), 'musl', path);
    }
  });

  it('says nothing of others', () => {
    for (const path of [undefined, '', '/', '/system/bin/linker64', '/lib/ld-uClibc.so.0', '/musl/ld', '/lib/ld.so']) {
      assert.equal(libcOfInterpreter(path), undefined, path);
    }
  });
});

describe('libcOfProgram', () => {
  const musl = skipUnless(has('musl-gcc'), 'musl-gcc is not installed');

  it('tells what a real compiler has made: for musl, for glibc, and static', { skip: musl }, () => {
    const source = join(folder, 'program.c');
    writeFileSync(source, 'int main(void) { return 0; }\n');
    const compiled = (compiler: string, ...flags: string[]) => {
      const path = join(folder, `${compiler}${flags.join('')}`);
      assert.equal(run(compiler, [...flags, '-o', path, source]).code, 0);
      return libcOfProgram(path);
    };
    assert.deepEqual(
      [compiled('musl-gcc'), compiled('gcc'), compiled('musl-gcc', '-static'), compiled('gcc', '-shared')],
      ['musl', 'glibc', undefined, undefined],
    );
  });

  it('tells it of a path that is far from the headers', () => {
    const bytes = elfFile({ interpreter: '/lib/ld-musl-x86_64.so.1', at: 100_000 });
    assert.equal(libcOfProgram(program('far', bytes)), 'musl');
  });

  it('says nothing of a file that is missing, forbidden, no file, empty or damaged, and ends', () => {
    const whole = elfFile({ interpreter: '/lib64/ld-linux-x86-64.so.2' });
    for (const path of [
      join(folder, 'missing'),
      folder,
      '/dev/zero',
      '/dev/null',
      program('empty', new Uint8Array(0)),
      program('cut', whole.subarray(0, 100)),
      program('text', Buffer.from('#!/usr/bin/env node\n')),
    ]) {
      assert.equal(libcOfProgram(path), undefined, path);
    }
  });
});

describe('libcOfProcess', () => {
  const isGlibc = 'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header;

  it('is what the report of Node says', () => {
    assert.equal(libcOfProcess(), isGlibc ? 'glibc' : 'musl');
    assert.equal(libcOfProgram(), isGlibc ? 'glibc' : 'musl');
  });

  it('asks that report alone where the program does not tell, and not for names of the network', () => {
    const getReport = mock.method(process.report, 'getReport', () => ({ header: {} }));
    const excluded = Object.getOwnPropertyDescriptor(process.report, 'excludeNetwork') !== undefined;
    try {
      libcOfProcess();
      assert.equal(getReport.mock.callCount(), 0);
      assert.equal(libcOfProcess(join(folder, 'missing')), 'musl');
      getReport.mock.mockImplementation(() => ({ header: { glibcVersionRuntime: '2.36' } }));
      assert.equal(libcOfProcess(join(folder, 'missing')), 'glibc');
      assert.equal(Object.getOwnPropertyDescriptor(process.report, 'excludeNetwork') !== undefined, excluded);
    } finally {
      getReport.mock.restore();
    }
  });

  it('is the one that most systems have where nothing tells', () => {
    const getReport = mock.method(process.report, 'getReport', () => {
      throw new Error('not here');
    });
    try {
      assert.equal(libcOfProcess(join(folder, 'missing')), 'glibc');
      getReport.mock.mockImplementation(() => ({}));
      assert.equal(libcOfProcess(join(folder, 'missing')), 'glibc');
    } finally {
      getReport.mock.restore();
    }
  });
});
