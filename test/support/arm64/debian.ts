import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedFolder } from '../cache.ts';

/** Of the emulated machine: what Node needs, a shell that can load modules, and netstat to compare with. */
const PACKAGES = ['busybox-static', 'libc6', 'libgcc-s1', 'libstdc++6', 'net-tools', 'libselinux1', 'libpcre2-8-0'];
const KERNEL = 'linux-image-arm64';

/** A folder with Debian's packages for arm64, unpacked. */
export function arm64Debian(): string {
  return cachedFolder('arm64-debian', [KERNEL, ...PACKAGES], download);
}

/** By settings of its own, so that what this machine's apt knows stays as it is. */
function download(folder: string): void {
  const own = mkdtempSync(join(tmpdir(), 'sockdiag-apt-'));
  try {
    for (const name of ['state/lists/partial', 'cache/archives/partial', 'debs'])
      mkdirSync(join(own, name), { recursive: true });
    writeFileSync(join(own, 'state/status'), '');
    writeFileSync(join(own, 'apt.conf'), settings(own));
    const apt = (program: string, ...args: string[]) =>
      execFileSync(program, args, {
        cwd: join(own, 'debs'),
        env: { ...process.env, APT_CONFIG: join(own, 'apt.conf') },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    apt('apt-get', 'update', '-qq');
    const kernel = /Depends: (linux-image-\S+)/.exec(apt('apt-cache', 'depends', KERNEL))?.[1];
    if (!kernel) throw new Error(`${KERNEL} depends on no kernel`);
    apt('apt-get', 'download', '-qq', kernel, ...PACKAGES);
    for (const name of readdirSync(join(own, 'debs')))
      execFileSync('dpkg-deb', ['-x', join(own, 'debs', name), folder]);
    removeDrivers(join(folder, 'lib/modules'));
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** 250 MB of the kernel's modules; the machine needs some of those in `net`. */
function removeDrivers(modules: string): void {
  for (const version of readdirSync(modules)) {
    const kernel = join(modules, version, 'kernel');
    for (const name of readdirSync(kernel)) if (name !== 'net') rmSync(join(kernel, name), { recursive: true });
  }
}

const settings = (own: string) => `APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Dir::State "${own}/state";
Dir::State::status "${own}/state/status";
Dir::Cache "${own}/cache";
`;
