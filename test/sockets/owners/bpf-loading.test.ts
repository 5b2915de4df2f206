import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { snapshot } from '../../../src/index.ts';
import { packageUrl } from '../../../src/package-root.ts';
import { noBpf } from '../../support/bpf.ts';
import { run } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import {
  type Launcher,
  libbpf,
  mounted,
  NO_LIBBPF,
  NO_TYPES,
  OLDER_KERNEL,
  over,
  unlessWorks,
} from '../../support/other-machine.ts';
import { noFilter } from '../../support/seccomp.ts';
import { skipUnless } from '../../support/skip.ts';
import { World } from '../../support/world.ts';

const INDEX = packageUrl('dist/index.js').href;
/** A search by BPF, and what it leaves open when its program is forgotten. */
const SEARCH = `
  const { snapshot } = await import('${INDEX}');
  const { mock } = await import('node:test');
  const { readdirSync, readlinkSync } = await import('node:fs');
  mock.timers.enable({ apis: ['setTimeout'] });
  const linkOf = (fd) => { try { return readlinkSync('/proc/self/fd/' + fd); } catch { return ''; } };
  const open = () => readdirSync('/proc/self/fd').map(linkOf).filter((link) => /bpf|btf/.test(link));
  const query = { protocols: ['tcp', 'udp'], owners: true };
  const rows = [...(await snapshot({ ...query, ownerMethod: 'bpf' }))].map(({ inode, owners }) => [inode, owners]);
  const loaded = open();
  mock.timers.tick(10_000);
  console.log(JSON.stringify({ rows, loaded, left: open() }));`;

const noLibrary = skipUnless(libbpf !== '', 'no libbpf');
const onlyTwo: Launcher = [
  ...['setpriv', '--bounding-set=-all,+bpf,+perfmon', '--inh-caps=-all,+bpf,+perfmon'],
  ...['--ambient-caps=-all,+bpf,+perfmon', '--reuid=65534', '--regid=65534', '--clear-groups'],
];
// A file system of its own in the place of all that the kernel tells under /sys.
const noSys = mounted('mount -t tmpfs none /sys', 'sh');

interface Machine {
  what: string;
  launcher: Launcher;
  skip: string | false;
}

// Each leaves but one way to load the program, so that the other is not what works.
const MACHINES: readonly Machine[] = [
  { what: 'by its light skeleton where there is no libbpf', launcher: NO_LIBBPF, skip: noLibrary },
  {
    what: 'by libbpf where the kernel refuses the light skeleton',
    launcher: OLDER_KERNEL,
    skip: noLibrary || noFilter,
  },
  { what: 'where the file of the kernel’s types is hidden', launcher: NO_TYPES, skip: false },
  { what: 'where there is no /sys and no libbpf', launcher: [...noSys, ...NO_LIBBPF], skip: noLibrary },
  { what: 'by another user who has CAP_BPF and CAP_PERFMON, and no more', launcher: onlyTwo, skip: false },
  {
    what: 'by another user who has CAP_BPF and CAP_PERFMON, without libbpf',
    launcher: [...NO_LIBBPF, ...onlyTwo],
    skip: noLibrary,
  },
];

describe('the kernel’s own pass is loaded', {
  skip: noBpf || skipUnless(!namespaceMissing, `${namespaceMissing}`),
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-loading-'));
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(async () => {
    await world.stop();
    rmSync(folder, { recursive: true });
  });

  for (const { what, launcher, skip } of MACHINES) {
    it(`${what}, finds all owners, and leaves nothing open`, { skip: skip || unlessWorks(launcher) }, async () => {
      const table = await snapshot({ protocols: ['tcp', 'udp'], owners: true, ownerMethod: 'procfs' });
      const rows = [...table].map(({ inode, owners }) => [inode, owners]);
      assert.ok(rows.some(([, owners]) => (owners as unknown[]).length > 1));
      const [program, ...args] = [
        ...launcher,
        process.execPath,
        '--no-warnings',
        '--input-type=module',
        '--eval',
        SEARCH,
      ];
      const { code, stdout, stderr } = run(program as string, args);
      assert.deepEqual([code, stderr], [0, '']);
      // run() gives a character for each byte.
      assert.deepEqual(JSON.parse(Buffer.from(stdout, 'latin1').toString()), {
        rows,
        loaded: ['anon_inode:bpf_link'],
        left: [],
      });
    });
  }

  for (const [files, method, reason] of [
    [1999, 'procfs', '1999 open files are too few for loading the BPF program'],
    [2000, 'bpf', undefined],
  ] as const) {
    it(`by auto ${method === 'bpf' ? 'from' : 'not below'} 2,000 open files on: ${files}`, () => {
      const file = join(folder, 'file-nr');
      writeFileSync(file, `${files}\t0\t1000000\n`);
      const code = `
        const { snapshot } = await import('${INDEX}');
        console.log(JSON.stringify((await snapshot({ protocols: ['tcp'], owners: true })).report.owners));`;
      const launcher = over(file, '/proc/sys/fs/file-nr');
      const [program, ...args] = [...launcher, process.execPath, '--input-type=module', '--eval', code];
      const { method: found, reason: why } = JSON.parse(run(program as string, args).stdout);
      assert.deepEqual([found, why], [method, reason]);
    });
  }
});
