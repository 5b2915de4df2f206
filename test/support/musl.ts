import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../src/package-root.ts';
import { has } from './command.ts';
import { runtime } from './runtimes.ts';

const LOADER = '/lib/ld-musl-x86_64.so.1';
const PT_GNU_STACK = 0x6474e551;

/** Why nothing can be run under musl here; undefined where it can. */
export const muslMissing: string | undefined = !existsSync(LOADER)
  ? `no ${LOADER}: Debian has it in musl`
  : has('musl-gcc')
    ? undefined
    : 'no musl-gcc: Debian has it in musl-tools';

/** Bun for musl as it can be run here. */
export interface MuslBun {
  /** What is run in the place of the runtime. */
  program: string;
  env: { LD_LIBRARY_PATH: string };
}

/**
 * Makes it in a new folder: with the libraries that a C++ program for musl needs, and without the size of stack that Bun asks for
 * its threads, so that these have what musl gives any other program's.
 */
export function makeMuslBun(folder: string): MuslBun {
  mkdirSync(folder);
  for (const name of ['libstdc++.so.6', 'libgcc_s.so.1']) copyFileSync(glibcLibrary(name), join(folder, name));
  const source = packageFile('test/package/programs/glibc-in-musl.c');
  const flags = ['-shared', '-fPIC', '-O2', '-D_GNU_SOURCE'];
  execFileSync('musl-gcc', [...flags, '-o', join(folder, 'ld-linux-x86-64.so.2'), source]);
  const program = join(folder, 'bun');
  writeFileSync(program, withoutStackSize(readFileSync(runtime('bun-musl')[0] as string)), { mode: 0o755 });
  return { program, env: { LD_LIBRARY_PATH: folder } };
}

/** By elf(5): musl takes the size in memory of PT_GNU_STACK for the stacks of threads. */
function withoutStackSize(elf: Buffer): Buffer {
  const [headers, size, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)];
  for (let at = headers; at < headers + size * count; at += size) {
    if (elf.readUInt32LE(at) === PT_GNU_STACK) elf.writeBigUInt64LE(0n, at + 40);
  }
  return elf;
}

function glibcLibrary(name: string): string {
  const path = execFileSync('gcc', [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
  if (path === name) throw new Error(`gcc knows no ${name}`);
  return path;
}
