import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseInterpreter, parseLoadedFile } from '../../../src/kernel/addon/elf.ts';
import { has, run } from '../../support/command.ts';
import { elfFile, readerOf } from '../../support/elf-file.ts';
import { skipUnless } from '../../support/skip.ts';

const GLIBC = '/lib64/ld-linux-x86-64.so.2';
const interpreterOf = (bytes: Uint8Array) => parseInterpreter(readerOf(bytes));

/** The file with some of its bytes others. */
function changed(bytes: Uint8Array, at: number, ...by: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(by, at);
  return copy;
}

describe('parseInterpreter', () => {
  it('finds the path in files of both widths and both orders of bytes', () => {
    for (const bits of [32, 64] as const) {
      for (const endian of ['LE', 'BE'] as const) {
        assert.equal(interpreterOf(elfFile({ bits, endian, interpreter: GLIBC })), GLIBC, `${bits} ${endian}`);
      }
    }
  });

  it('finds a path that stands far behind the headers, as patchelf puts it, and behind many segments', () => {
    const nix = '/nix/store/0c7c96gikmzv87i7lv3vq5s1cmfjd6zf-glibc-2.38-27/lib/ld-linux-x86-64.so.2';
    assert.equal(interpreterOf(elfFile({ interpreter: nix, at: 200_000, others: 60 })), nix);
  });

  it('gives none for what has none: a static program, a library', () => {
    assert.equal(interpreterOf(elfFile()), undefined);
    assert.equal(interpreterOf(elfFile({ others: 0 })), undefined);
  });

  it('gives none for what is no ELF file', () => {
    for (const text of ['', '#!/bin/sh\n', '\x7fELF', 'MZ'.padEnd(200, '\0'), '\0'.repeat(4096)]) {
      assert.equal(interpreterOf(Buffer.from(text)), undefined);
    }
  });

  it('gives none for a file that is cut anywhere before the end of the path', () => {
    for (const bits of [32, 64] as const) {
      const whole = elfFile({ bits, interpreter: GLIBC });
      for (let length = 0; length < whole.length; length++) {
        assert.equal(interpreterOf(whole.subarray(0, length)), undefined, `${length} of ${whole.length} bytes`);
      }
    }
  });

  it('gives none for headers that cannot be right, and reads no more than they may have', () => {
    const whole = elfFile({ interpreter: GLIBC });
    const entry = 64 + 2 * 56;
    const FF = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    for (const [what, broken] of Object.entries({
      'another class': changed(whole, 4, 3),
      'another order of bytes': changed(whole, 5, 0),
      'a table beyond the end': changed(whole, 32, ...FF),
      'entries too short': changed(whole, 54, 8, 0),
      'entries of no length': changed(whole, 54, 0, 0),
      'too many entries': changed(whole, 56, 0xff, 0xff),
      'a path beyond the end': changed(whole, entry + 8, ...FF),
      'a path behind the end': changed(whole, entry + 8, 0, 0, 1, 0),
      'a path without end': changed(whole, entry + 32, ...FF),
      'a path longer than any': changed(whole, entry + 32, 1, 0x10),
      'no path': changed(whole, entry + 32, 0),
      'an empty path': changed(whole, 64 + 3 * 56, 0),
      'no NUL behind the path': changed(whole, whole.length - 1, 0x41),
    })) {
      const asked: number[] = [];
      const found = parseInterpreter((offset, length) => {
        asked.push(length);
        return readerOf(broken)(offset, length);
      });
      assert.equal(found, undefined, what);
      assert.ok(asked.length <= 3 && Math.max(...asked) <= 64 * 1024, what);
    }
  });

  it('reads what readelf reads of this program', {
    skip: skipUnless(has('readelf'), 'readelf is not installed'),
  }, () => {
    const { stdout } = run('readelf', ['-lW', process.execPath]);
    const [, path] = /interpreter: (.*)\]/.exec(stdout) ?? [];
    assert.equal(interpreterOf(readFileSync(process.execPath)), path);
  });
});

describe('parseLoadedFile', () => {
  const fileOf = (bytes: Uint8Array) => parseLoadedFile(readerOf(bytes));

  it('has the processor, and how far the file must reach, in files of both widths and both orders of bytes', () => {
    for (const bits of [32, 64] as const) {
      for (const endian of ['LE', 'BE'] as const) {
        const bytes = elfFile({ bits, endian, interpreter: GLIBC });
        const machine = changed(bytes, 18, ...(endian === 'LE' ? [0xb7, 0] : [0, 0xb7]));
        assert.deepEqual(fileOf(machine), { machine: 0xb7, bytes: 4096 }, `${bits} ${endian}`);
      }
    }
  });

  it('is nothing of what is no ELF file, and of one that is cut within its headers', () => {
    assert.equal(fileOf(Buffer.from('#!/bin/sh\n')), undefined);
    const whole = elfFile();
    for (let length = 0; length < 64 + 2 * 56; length++) assert.equal(fileOf(whole.subarray(0, length)), undefined);
  });

  it('says of a segment beyond what a file can have that no file is long enough', () => {
    const beyond = changed(elfFile(), 64 + 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
    assert.equal(fileOf(beyond)?.bytes, Number.POSITIVE_INFINITY);
  });

  it('is no more than this program has', () => {
    const bytes = readFileSync(process.execPath);
    assert.ok((fileOf(bytes)?.bytes ?? Number.POSITIVE_INFINITY) <= bytes.length);
  });
});
