import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packageFile } from '../../../src/package-root.ts';
import { runtime } from '../runtimes.ts';
import { cpio, type Entry } from './cpio.ts';
import { arm64Debian } from './debian.ts';

const LIBRARIES = ['ld-linux-aarch64.so.1', 'libc.so.6', 'libdl.so.2', 'libm.so.6', 'libpthread.so.0'];
const MODULES = ['ipv4/inet_diag', 'ipv4/tcp_diag', 'ipv4/udp_diag', 'unix/unix_diag'];
const PROGRAMS = packageFile('test/package/programs');
const LIMIT_MS = 300_000;

// The pointer authentication of `max` in its cheap form: as the processor has it, it takes most of the time of an emulation.
const MACHINE = ['-M', 'virt', '-cpu', 'max,pauth-impdef=on', '-smp', '2', '-m', '2048', '-accel', 'tcg,thread=multi'];
const CONSOLE = ['-nographic', '-no-reboot', '-nic', 'none', '-append', 'console=ttyAMA0 loglevel=1 panic=-1'];

/** Boots a kernel for arm64 with a project in its memory, and gives all that its console showed until it switched itself off. */
export function runGuest(project: string): string {
  const debian = arm64Debian();
  const kernel = only(join(debian, 'boot'), /^vmlinuz-/);
  const work = mkdtempSync(join(tmpdir(), 'sockdiag-guest-'));
  try {
    writeFileSync(join(work, 'initramfs'), cpio(entries(debian, project)));
    const args = [...MACHINE, ...CONSOLE, '-kernel', kernel, '-initrd', join(work, 'initramfs')];
    const { stdout, stderr, error } = spawnSync('qemu-system-aarch64', args, {
      encoding: 'utf8',
      input: '',
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 26,
    });
    if (error) throw new Error(`qemu-system-aarch64: ${error.message}\n${stderr}\n${stdout}`);
    return stdout;
  } finally {
    rmSync(work, { recursive: true });
  }
}

function entries(debian: string, project: string): Entry[] {
  const kernelNet = join(only(join(debian, 'lib/modules'), /./), 'kernel/net');
  const multiarch = (name: string) => join(debian, 'lib/aarch64-linux-gnu', name);
  const ofUser = join(debian, 'usr/lib/aarch64-linux-gnu');
  const libraries = [
    ...LIBRARIES.map(multiarch),
    ...[multiarch('libgcc_s.so.1'), multiarch('libselinux.so.1'), join(ofUser, 'libstdc++.so.6')],
    join(ofUser, 'libpcre2-8.so.0'),
  ];
  return [
    file('init', join(PROGRAMS, 'guest-init.sh')),
    ...['dev', 'proc', 'sys', 'tmp'].map((path) => ({ path, mode: 0o040755, bytes: Buffer.alloc(0) })),
    file('bin/busybox', join(debian, 'bin/busybox')),
    file('bin/netstat', join(debian, 'bin/netstat')),
    file('bin/node', runtime('node24-arm64')[0] as string),
    ...libraries.map((path) => file(`lib/${basename(path)}`, path)),
    ...MODULES.map((name) => file(`modules/${basename(name)}.ko`, join(kernelNet, `${name}.ko`))),
    file('project/show.mjs', join(PROGRAMS, 'show.mjs')),
    ...tree(project, 'project'),
  ];
}

/** Follows links: the libraries' names are links to their versions. */
const file = (path: string, from: string): Entry => ({ path, mode: 0o100755, bytes: readFileSync(from) });

function tree(folder: string, as: string): Entry[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): Entry[] => {
    const [from, path] = [join(folder, entry.name), `${as}/${entry.name}`];
    if (entry.isDirectory()) return tree(from, path);
    if (entry.isSymbolicLink()) return [{ path, mode: 0o120777, bytes: Buffer.from(readlinkSync(from)) }];
    return [{ path, mode: 0o100000 | (statSync(from).mode & 0o777), bytes: readFileSync(from) }];
  });
}

function only(folder: string, pattern: RegExp): string {
  const [name, ...more] = readdirSync(folder).filter((entry) => pattern.test(entry));
  if (name === undefined || more.length > 0)
    throw new Error(`${folder} should have one ${pattern}: ${[name, ...more]}`);
  return join(folder, name);
}
