import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from '../../src/package-root.ts';
import { run } from './command.ts';

const CHECKOUT = packageFile('');
const PARTS = ['package.json', 'dist', 'build/Release/sockdiag.node', 'native/bpf'];

/** The package as it was built, in a folder where files of it may be changed. */
export class PackageCopy {
  readonly folder = mkdtempSync(join(tmpdir(), 'sockdiag-package-'));
  /** The program that the copy would load. */
  readonly program = join(this.folder, 'native/bpf/sockets.bpf.o');

  constructor() {
    for (const part of PARTS) cpSync(join(CHECKOUT, part), join(this.folder, part), { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Compiles C for the kernel as `npm run build:bpf` does. */
export function compileProgram(source: string, object: string): void {
  const headers = run('gcc', ['-print-multiarch']).stdout.trim();
  const text = `#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n${source}\nchar LICENSE[] SEC("license") = "GPL";\n`;
  const compile = `printf %s "$1" | clang -O2 -g -target bpf "-I/usr/include/$2" -x c -c - -o "$3"`;
  const { code, stderr } = run('sh', ['-c', compile, 'sh', text, headers, object]);
  if (code !== 0) throw new Error(stderr);
}
