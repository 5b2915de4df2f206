// `npm run build:bpf [-- FILE]`: compiles the program that lists sockets inside the kernel, and notes beside the object what
// made it. Wants clang and llvm-strip (Debian's clang and llvm) and libbpf's headers (libbpf-dev).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../native/bpf');
const SOURCE = 'sockets.bpf.c';

const object = resolve(process.argv[2] ?? join(FOLDER, 'sockets.bpf.o'));
// linux/types.h wants asm/types.h, which Debian keeps by architecture.
const headers = run('gcc', ['-print-multiarch']).trim();
// -g: the types by which fields are found; relative paths, so that the object is the same wherever it is made.
const compile = [
  ...['-O2', '-g', '-Wall', '-Wextra', '-Werror', '-target', 'bpf', `-I/usr/include/${headers}`],
  ...['-fdebug-compilation-dir=.', '-c', SOURCE, '-o', object],
];
run('clang', compile);
// Debug information proper; what BTF says stays.
run('llvm-strip', ['-g', object]);

const shown = (words) => words.map((word) => (word === object ? 'sockets.bpf.o' : word)).join(' ');
const notes = {
  commands: [`clang ${shown(compile)}`, 'llvm-strip -g sockets.bpf.o'],
  compiler: run('clang', ['--version']).split('\n')[0],
  source: digest(join(FOLDER, SOURCE), join(FOLDER, 'socket_record.h')),
  object: digest(object),
};
writeFileSync(`${object}.json`, `${JSON.stringify(notes, null, 2)}\n`);

function digest(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return `sha256:${hash.digest('hex')}`;
}

function run(command, args) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd: FOLDER, encoding: 'utf8' });
  if (error ?? status !== 0) {
    process.stderr.write(error ? `build:bpf: ${command}: ${error.message}\n` : stderr);
    process.exit(1);
  }
  return stdout;
}
