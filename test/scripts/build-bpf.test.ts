import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { noBpf, noClang } from '../support/bpf.ts';
import { has } from '../support/command.ts';
import { mounted, unlessWorks } from '../support/other-machine.ts';
import { skipUnless } from '../support/skip.ts';

const SCRIPT = packageFile('scripts/build-bpf.mjs');
const FOLDER = packageFile('native/bpf/');
const SOURCE = join(FOLDER, 'sockets.bpf.c');
const HEADER = join(FOLDER, 'sockets.bpf.h');

interface Notes {
  commands: string[];
  compiler: string;
  bpftool: string;
  source: string;
  object: string;
  header: string;
}

const notesOf = (header: string) => JSON.parse(readFileSync(`${header}.json`, 'utf8')) as Notes;

function digest(...contents: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  return `sha256:${hash.digest('hex')}`;
}

const digestOf = (...files: string[]) => digest(...files.map((file) => readFileSync(file)));

/** The bytes of an array of the header. */
function bytesOf(header: string, array: string): Buffer {
  const [, numbers = ''] = readFileSync(header, 'utf8').match(new RegExp(` ${array}\\[\\] = \\{([^}]*)\\}`)) ?? [];
  return Buffer.from(numbers.split(',').map(Number));
}

function build(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
}

describe('the program in the checkout', () => {
  const notes = notesOf(HEADER);

  it('is made from the source beside it', () => {
    assert.equal(notes.source, digestOf(SOURCE, join(FOLDER, 'socket_record.h')));
    assert.equal(notes.header, digestOf(HEADER));
  });

  it('is in the header as an object, and as a light skeleton that was made from that', () => {
    assert.equal(notes.object, digest(bytesOf(HEADER, 'kSocketsBpfObject')));
    // Instructions of eight bytes; the data has the program, and where it attaches.
    const instructions = bytesOf(HEADER, 'kSocketsBpfInstructions');
    assert.ok(instructions.length > 0 && instructions.length % 8 === 0);
    assert.ok(bytesOf(HEADER, 'kSocketsBpfData').includes('bpf_iter_task_file\0'));
    assert.match(readFileSync(HEADER, 'utf8'), /^ {4}0,\n {4}1, {2}\/\/ list_sockets$/m);
  });

  it('says how it was made', () => {
    assert.match(notes.compiler, /clang version \d+/);
    assert.match(notes.bpftool, /^bpftool v\d+\.\S+ using libbpf v\d/);
    const [compile, strip, generate] = notes.commands;
    assert.match(compile as string, /^clang .* -target bpf .* -c sockets\.bpf\.c -o sockets\.bpf\.o$/);
    assert.equal(strip, 'llvm-strip -g sockets.bpf.o');
    assert.equal(generate, 'bpftool gen skeleton -L sockets.bpf.o');
  });
});

const POOR = [...mounted('mount -t tmpfs none /sys', 'sh'), 'setpriv', '--bounding-set=-all'];
const noCompiler = skipUnless(has('g++'), 'no g++ to compile the native tests with');

describe('npm run build:bpf', { skip: noClang }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-bpf-'));
  // Where the native sources would find it.
  const rebuilt = join(folder, 'bpf/sockets.bpf.h');
  before(() => {
    mkdirSync(dirname(rebuilt));
    const { status, stderr } = build([SOURCE, rebuilt]);
    assert.equal(status, 0, stderr);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('notes the hashes and the commands, with no word of where it was made', () => {
    const notes = notesOf(rebuilt);
    const unlike = { compiler: '', bpftool: '', object: '', header: '' };
    assert.deepEqual({ ...notes, ...unlike }, { ...notesOf(HEADER), ...unlike });
    assert.equal(notes.header, digestOf(rebuilt));
    assert.equal(notes.object, digest(bytesOf(rebuilt, 'kSocketsBpfObject')));
    const binary = ['Object', 'Data', 'Instructions'].map((part) =>
      bytesOf(rebuilt, `kSocketsBpf${part}`).toString('latin1'),
    );
    for (const text of [JSON.stringify(notes), readFileSync(rebuilt, 'utf8'), ...binary]) {
      for (const place of [folder, FOLDER, tmpdir()]) assert.ok(!text.includes(place), place);
    }
  });

  it('makes a program that loads, and finds what a scan of /proc finds', { skip: noBpf || noCompiler }, () => {
    // The native tests, of which one compares both, with the rebuilt header in the place of the one in the checkout.
    const program = join(folder, 'methods');
    const native = (name: string) => packageFile(`native/${name}/`);
    const parts = ['owners', 'bpf'].flatMap((name) =>
      readdirSync(native(name)).map((file) => join(native(name), file)),
    );
    const sources = [...parts, join(native('test'), 'main.cc'), join(native('test'), 'methods_test.cc')];
    const headers = [`-I${folder}`, `-I${packageFile('native')}`];
    const flags = ['-std=c++17', ...headers, ...sources.filter((file) => file.endsWith('.cc')), '-pthread', '-ldl'];
    const compiled = spawnSync('g++', [...flags, '-o', program], { encoding: 'utf8' });
    assert.equal(compiled.status, 0, compiled.stderr);
    const { status, stdout, stderr } = spawnSync(program, ["the kernel's own pass gives"], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [0, '1 passed, 0 failed, 0 skipped\n'], stderr);
  });

  it('makes the very same bytes with the very same tools', { skip: sameTools() }, () => {
    assert.equal(digestOf(rebuilt), digestOf(HEADER));
  });

  it('needs no capability, and no types of the running kernel', { skip: unlessWorks(POOR) }, () => {
    const there = join(folder, 'hidden.h');
    const [program, ...args] = [...POOR, process.execPath, SCRIPT, SOURCE, there];
    const { status, stderr } = spawnSync(program as string, args, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.equal(digestOf(there), digestOf(rebuilt));
  });

  it('says what is missing where there is no compiler', () => {
    const { status, stderr } = build([SOURCE, rebuilt], { PATH: '/nowhere' });
    assert.equal(status, 1);
    assert.match(stderr, /^build:bpf: .*ENOENT\n$/);
  });

  it('fails, and writes nothing, when bpftool says what it does not understand', () => {
    const [bin, header] = [join(folder, 'bpftool'), join(folder, 'none.h')];
    writeFileSync(bin, '#!/bin/sh\necho \'opts.data_sz = 2; opts.data = (void *)"\\0";\'\n', { mode: 0o755 });
    const { status, stderr } = build([SOURCE, header], { PATH: `${folder}:${process.env.PATH}` });
    assert.deepEqual([status, stderr], [1, "build:bpf: bpftool's data is not understood\n"]);
    assert.throws(() => readFileSync(header), { code: 'ENOENT' });
  });
});

/** Other tools make other bytes: that is no want of this machine. */
function sameTools(): string | false {
  const first = (command: string, args: string[]) => {
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
    return spawnSync(command, args, { encoding: 'utf8', env }).stdout?.split('\n') ?? [];
  };
  const here = `${first('clang', ['--version'])[0]}, ${first('bpftool', ['version']).slice(0, 2).join(' ')}`;
  const { compiler, bpftool } = notesOf(HEADER);
  return here === `${compiler}, ${bpftool}` ? false : `made by ${compiler}, ${bpftool}, here is ${here}`;
}
