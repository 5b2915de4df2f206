// `npm run build:bpf [-- SOURCE HEADER]`: compiles a program that runs inside the kernel, by default the one that lists sockets,
// into a C++ header of the addon, and notes beside it what made it. The header holds the program twice: as its light skeleton,
// which needs nothing but the kernel, and as the object, for libbpf. Needs clang, llvm-strip and bpftool (Debian's clang, llvm and
// bpftool) and libbpf's headers (libbpf-dev).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../native/bpf');

const source = resolve(process.argv[2] ?? join(FOLDER, 'sockets.bpf.c'));
const header = resolve(process.argv[3] ?? source.replace(/c$/, 'h'));
const name = basename(source, '.bpf.c');
const objectName = `${name}.bpf.o`;
const folder = mkdtempSync(join(tmpdir(), 'sockdiag-bpf-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
// Debian keeps bpftool where only root looks.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

const object = join(folder, objectName);
const commands = [
  // linux/types.h wants asm/types.h, which Debian keeps by architecture. -g: the types by which fields are found; relative paths,
  // so that the object is the same wherever it is made.
  [
    ...['clang', '-O2', '-g', '-Wall', '-Wextra', '-Werror', '-target', 'bpf'],
    ...[`-I/usr/include/${run('gcc', ['-print-multiarch']).trim()}`, '-fdebug-compilation-dir=.'],
    ...['-c', basename(source), '-o', object],
  ],
  // Debug information proper; what BTF says stays.
  ['llvm-strip', '-g', object],
  ['bpftool', 'gen', 'skeleton', '-L', object],
];
const [, , skeleton] = commands.map(([command, ...args]) => run(command, args));

writeFileSync(header, headerText(readFileSync(object), readSkeleton(skeleton)));
const notes = {
  commands: commands.map((words) => words.map((word) => (word === object ? objectName : word)).join(' ')),
  compiler: run('clang', ['--version']).split('\n')[0],
  bpftool: run('bpftool', ['version']).split('\n').slice(0, 2).join(' '),
  source: digest(source, ...ownHeaders()),
  object: digest(object),
  header: digest(header),
};
writeFileSync(`${header}.json`, `${JSON.stringify(notes, null, 2)}\n`);

/** What bpftool wrote as C: two string literals, and a descriptor a map and a program. */
function readSkeleton(text) {
  const names = (kind) => [...text.matchAll(new RegExp(`struct ${kind} (\\w+);`, 'g'))].map(([, word]) => word);
  return {
    data: literal(text, 'data'),
    instructions: literal(text, 'insns?'),
    maps: names('bpf_map_desc'),
    programs: names('bpf_prog_desc'),
  };
}

function literal(text, member) {
  const [, escapes] = text.match(new RegExp(`opts[._]${member}\\b[^="]*=[^"=]*"([^"]*)"`)) ?? [];
  const bytes = [...(escapes ?? '').matchAll(/\\(?:x([0-9a-f]{2})|0)/g)].map(([, hex = '0']) =>
    Number.parseInt(hex, 16),
  );
  const size = text.match(new RegExp(`opts\\.${member}_sz = (\\d+);`))?.[1];
  if (escapes?.replace(/\\(x[0-9a-f]{2}|0|\n)/g, '') !== '' || (size !== undefined && bytes.length !== Number(size))) {
    fail(`bpftool's ${member} is not understood\n`);
  }
  return bytes;
}

function headerText(objectBytes, { data, instructions, maps, programs }) {
  const words = name.split('_').map((word) => word[0].toUpperCase() + word.slice(1));
  const constant = `k${words.join('')}Bpf`;
  const guard = `SOCKDIAG_BPF_${name.toUpperCase()}_BPF_H_`;
  return `#ifndef ${guard}
#define ${guard}

// Made from ${basename(source)} by \`npm run build:bpf\`. What it has of libbpf (macros of its headers, the instructions that load the
// program) is libbpf's under the BSD-2-Clause licence.
#include "bpf/compiled_bpf.h"

namespace sockdiag {

${array(`${constant}Object`, objectBytes)}
${array(`${constant}Data`, data)}
${array(`${constant}Instructions`, instructions)}
inline constexpr CompiledBpf ${constant} = {
    {${constant}Object, sizeof(${constant}Object)},
    {${constant}Data, sizeof(${constant}Data)},
    {${constant}Instructions, sizeof(${constant}Instructions)},
    ${listed(maps)}
    ${listed(programs)}
};

}  // namespace sockdiag

#endif  // ${guard}
`;
}

function listed(names) {
  return `${names.length},${names.length > 0 ? `  // ${names.join(', ')}` : ''}`;
}

/** libelf and the kernel read words of it. */
function array(constant, bytes) {
  const lines = [...bytes].join(',').match(/.{1,130}(,|$)/g) ?? [];
  return `alignas(8) inline constexpr unsigned char ${constant}[] = {\n    ${lines.join('\n    ')}};\n`;
}

/** The headers that a source includes from its own folder. */
function ownHeaders() {
  const names = [...readFileSync(source, 'utf8').matchAll(/^#include "(.*)"$/gm)];
  return names.map(([, file]) => join(dirname(source), file));
}

function digest(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return `sha256:${hash.digest('hex')}`;
}

function run(command, args) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd: dirname(source), env, encoding: 'utf8' });
  if (error) fail(`${command}: ${error.message}\n`);
  if (status !== 0) fail(stderr);
  return stdout;
}

function fail(text) {
  process.stderr.write(`build:bpf: ${text}`);
  process.exit(1);
}
