import { spawnSync } from 'node:child_process';
import { run } from './command.ts';
import { withoutCall } from './seccomp.ts';
import { skipUnless } from './skip.ts';

/** What starts a program, and lets it see a machine that is not this one. One may start the next. */
export type Launcher = readonly string[];

/** Mounts over a place, for the program alone. */
export const mounted = (mount: string, ...args: string[]): Launcher => [
  'unshare',
  '--mount',
  'sh',
  '-c',
  `${mount} && exec "$@"`,
  ...args,
];
export const over = (source: string, target: string) => mounted('mount --bind "$0" "$1" && shift', source, target);

export const works = ([program, ...args]: Launcher) => spawnSync(program as string, [...args, 'true']).status === 0;
export const unlessWorks = (launcher: Launcher) => skipUnless(works(launcher), `may not run ${launcher.join(' ')}`);

/** The machine's library, or nothing. */
export const libbpf = run('sh', [
  '-c',
  "ldconfig -p | sed -n 's/.*libbpf.so.1 .*=> //p' | xargs -r realpath",
]).stdout.trim();

/** An empty file in the place of the library. */
export const NO_LIBBPF = over('/dev/null', libbpf);
/** The file of the kernel's types is not there. */
export const NO_TYPES = mounted('mount -t tmpfs none /sys/kernel/btf', 'sh');
/** A kernel before Linux 5.17, as far as loading programs goes. */
export const OLDER_KERNEL = withoutCall('bpf(BPF_PROG_RUN)');
