import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { type Owner, type Query, snapshot } from '../../../src/index.ts';
import { packageFile } from '../../../src/package-root.ts';
import { noBpf } from '../../support/bpf.ts';
import { type Result, run } from '../../support/command.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { NO_LIBBPF, NO_TYPES, OLDER_KERNEL, over, unlessWorks, works } from '../../support/other-machine.ts';
import { PackageCopy } from '../../support/package-copy.ts';
import { noFilter, withoutCall } from '../../support/seccomp.ts';
import { skipUnless } from '../../support/skip.ts';
import { World } from '../../support/world.ts';

const CHECKOUT = packageFile('');
const INET: Query = { protocols: ['tcp', 'udp'] };
const NOBODY = 65534;

// Keeps a socket until its input ends.
const HOLDER = `
  process.stdin.on('end', () => process.exit()).resume();
  require('node:net').createServer().listen(0, '0.0.0.0', () => console.log('ready'));`;

/** Something that keeps the kernel's own pass from being used. */
interface Obstacle {
  what: string;
  reason: RegExp;
  /** What starts the program. */
  launcher?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Changes a copy of the package, which is then the one that runs. */
  spoil?: (copy: PackageCopy) => void;
  /** Without it every process can be read. */
  readable?: (pid: number) => boolean;
  /** It can read none. */
  blind?: boolean;
  skip?: string | false;
}

/** Bytes of the program that the addon holds: the head of an object for BPF; what loads the light skeleton; how either ends. */
const ELF_FOR_BPF = '\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x01\0\xf7\0';
const LOADER_BEGINS = '\xbf\x16\0\0\0\0\0\0\xbf\xa1\0\0\0\0\0\0\x07\x01\0\0\x78\xff\xff\xff\xb7\x02\0\0\x88\0\0\0';
const RETURNS_0 = '\x85\0\0\0\x7f\0\0\0\xb7\0\0\0\0\0\0\0\x95\0\0\0\0\0\0\0';
const RETURNS_5 = RETURNS_0.replace('\xb7\0\0\0\0', '\xb7\0\0\0\x05');

const folder = mkdtempSync(join(tmpdir(), 'sockdiag-fallbacks-'));
const path = (name: string) => join(folder, name);

// A machine with few open files is not worth loading a program for.
writeFileSync(path('file-nr'), '100000\t0\t1000000\n');
const MANY_FILES = over(path('file-nr'), '/proc/sys/fs/file-nr');
const skip = skipUnless(!namespaceMissing && works(MANY_FILES), namespaceMissing ?? 'no mount namespace');

const asNobody: [string, ...string[]] = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
const nobodyRuns = works([...asNobody, process.execPath, join(CHECKOUT, 'dist/sockdiag.cjs'), '-V']);
const withoutCapabilities = ['setpriv', '--bounding-set=-bpf,-perfmon,-sys_admin'];
const userNamespace = ['unshare', '--user', '--map-root-user'];
const pidNamespace = ['unshare', '--pid', '--fork', '--kill-child'];
const timeNamespace = ['unshare', '--time', '--boottime', '1000', '--fork'];

describe('without the kernel’s own pass owners come from /proc', { skip: skip || noBpf }, () => {
  let world: World;
  const copies: PackageCopy[] = [];
  let nobodys: ChildProcess | undefined;
  before(async () => {
    world = await World.start();
    // A process that has become another user's by itself may not be read by that user; one that was started as such may.
    if (!nobodyRuns) return;
    const [program, ...args] = asNobody;
    nobodys = spawn(program, [...args, process.execPath, '-e', HOLDER], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(nobodys.stdout as Readable, 'data');
  });
  after(async () => {
    nobodys?.stdin?.end();
    if (nobodys) await once(nobodys, 'exit');
    await world.stop();
    for (const copy of copies) copy.remove();
    rmSync(folder, { recursive: true });
  });

  const other = (find: string, put: string) => (copy: PackageCopy) =>
    copy.changeAddon(Buffer.from(find, 'latin1'), Buffer.from(put, 'latin1'));

  const obstacles: Obstacle[] = [
    {
      what: 'as another user',
      reason: /^bpf: needs CAP_BPF and CAP_PERFMON$/,
      launcher: asNobody,
      readable: (pid) => pid === nobodys?.pid,
      skip: skipUnless(nobodyRuns, 'the command cannot be run as another user here'),
    },
    {
      what: 'as root without the capabilities',
      reason: /^bpf: needs CAP_BPF and CAP_PERFMON$/,
      launcher: withoutCapabilities,
      skip: unlessWorks(withoutCapabilities),
    },
    {
      what: 'as root of a user namespace, whose capabilities are not the machine’s',
      reason: /^bpf: the kernel refused the program: Operation not permitted$/,
      launcher: userNamespace,
      blind: true,
      skip: unlessWorks(userNamespace),
    },
    {
      what: 'where a sandbox refuses bpf()',
      reason: /^bpf: the kernel refused the program: Operation not permitted$/,
      launcher: withoutCall('bpf()'),
      skip: noFilter,
    },
    {
      what: 'where the kernel has no type information',
      reason: /^bpf: no type information of the kernel: \/sys\/kernel\/btf\/vmlinux: No such file or directory$/,
      launcher: [...NO_TYPES, ...OLDER_KERNEL],
      skip: noFilter,
    },
    {
      what: 'where the kernel needs libbpf, and libbpf is no library',
      reason:
        /^bpf: the kernel refused the program without libbpf: Argument list too long; .*libbpf\.so\.1: file too short$/,
      launcher: [...NO_LIBBPF, ...OLDER_KERNEL],
      skip: noFilter,
    },
    {
      what: 'where the kernel needs libbpf, and libbpf lacks a function',
      reason: /^bpf: the kernel refused the program without libbpf: .*; libbpf\.so\.1 has no bpf_object__open_mem$/,
      launcher: OLDER_KERNEL,
      env: { LD_LIBRARY_PATH: folder },
      skip: noFilter,
    },
    {
      what: 'where the program is none',
      reason: /^bpf: libbpf refused the program: its error 40\d\d$/,
      spoil: (copy) => {
        other(ELF_FOR_BPF, '\0'.repeat(ELF_FOR_BPF.length))(copy);
        other(LOADER_BEGINS, '\0'.repeat(LOADER_BEGINS.length))(copy);
      },
    },
    {
      what: 'where the verifier refuses the program',
      reason: /^bpf: the kernel refused the program: Invalid argument$/,
      // An iterator may return 0 or 1.
      spoil: other(RETURNS_0, RETURNS_5),
    },
    {
      what: 'where the kernel lacks the iterator',
      reason: /^bpf: this kernel has no task_file iterator$/,
      spoil: other('bpf_iter_task_file\0', 'bpf_iter_of_nobody\0'),
    },
    {
      what: 'with another pid namespace’s /proc',
      reason: /^bpf: \/proc is of another pid namespace$/,
      launcher: pidNamespace,
      skip: unlessWorks(pidNamespace),
    },
    {
      what: 'in a time namespace, where processes seem to have begun at other times',
      reason: /^bpf: this time namespace shifts the start of processes$/,
      launcher: timeNamespace,
      skip: unlessWorks(timeNamespace),
    },
    {
      what: 'when it is turned off',
      reason: /^(bpf: )?turned off by SOCKDIAG_BPF=0$/,
      env: { SOCKDIAG_BPF: '0' },
    },
    {
      what: 'without the addon',
      reason: /^(no addon|bpf: no addon: turned off by SOCKDIAG_NATIVE=0)$/,
      env: { SOCKDIAG_NATIVE: '0' },
    },
  ];

  before(() => {
    const { code, stderr } = run('sh', ['-c', 'echo | cc -shared -x c - -o "$1"', 'sh', path('libbpf.so.1')]);
    assert.equal(code, 0, stderr);
  });

  for (const obstacle of obstacles) {
    describe(obstacle.what, { skip: obstacle.skip ?? false }, () => {
      const { launcher = [], env, reason, readable, blind = false } = obstacle;
      let where = CHECKOUT;
      before(() => {
        if (!obstacle.spoil) return;
        const copy = new PackageCopy();
        copies.push(copy);
        obstacle.spoil(copy);
        where = copy.folder;
      });
      const node = (...args: string[]): Result => {
        const [first, ...rest] = [...MANY_FILES, ...launcher, process.execPath, ...args] as [string, ...string[]];
        return run(first, rest, env);
      };
      const search = (query: Query): Answer => {
        const { stdout, stderr } = node('--input-type=module', '--eval', SEARCH, where, JSON.stringify(query));
        assert.equal(stderr, '');
        // run() gives a character for each byte.
        return JSON.parse(Buffer.from(stdout, 'latin1').toString());
      };

      it('all owners are found, and the report says why', async () => {
        const answer = search({ ...INET, owners: true });
        assert.equal(answer.owners?.method, 'procfs');
        assert.match(answer.owners?.reason as string, reason);
        const seen = (owners: readonly Owner[]) => owners.filter(({ pid }) => !blind && (readable?.(pid) ?? true));
        const table = await snapshot({ ...INET, owners: true, ownerMethod: 'procfs' });
        assert.deepEqual(
          answer.rows,
          [...table].map(({ inode, owners }) => [inode, seen(owners)]),
        );
        assert.equal(
          answer.rows?.some(([, owners]) => owners.length > 0),
          !blind,
        );
      });

      it('and it fails when it was asked for by name', () => {
        const { error } = search({ ...INET, owners: true, ownerMethod: 'bpf' });
        assert.equal(error?.name, 'SockdiagError');
        assert.equal(error?.code, 'ERR_BPF_UNAVAILABLE');
        assert.match(error?.message as string, reason);
        const { code, stderr } = node(join(where, 'dist/sockdiag.cjs'), '-tanp', '--owners', 'bpf');
        assert.equal(stderr, `sockdiag: ${error?.message}\n`);
        assert.equal(code, 1);
      });
    });
  }

  it('with it, the same owners are found', async () => {
    const [bpf, procfs] = [await rowsBy('bpf'), await rowsBy('procfs')];
    assert.deepEqual(bpf, procfs);
    assert.ok(bpf.some(([, owners]) => owners.length > 1));
  });
});

async function rowsBy(ownerMethod: 'bpf' | 'procfs'): Promise<[number | null, Owner[]][]> {
  const table = await snapshot({ ...INET, owners: true, ownerMethod });
  assert.deepEqual(table.report.owners?.method, ownerMethod);
  return [...table].map(({ inode, owners }) => [inode, owners]);
}

describe('a moved /proc', () => {
  const query: Query = { procRoot: fixturePath('proc'), owners: true };

  it('is read, because the kernel’s own pass knows this system alone', async () => {
    const { report } = await snapshot(query);
    const { method, reason } = report.owners ?? {};
    assert.deepEqual([method, reason], ['procfs', `/proc is ${fixturePath('proc')}`]);
  });

  it('cannot be asked for together with it', async () => {
    const message = `ownerMethod: bpf knows this system alone, not a procRoot of ${fixturePath('proc')}`;
    await assert.rejects(snapshot({ ...query, ownerMethod: 'bpf' }), { name: 'TypeError', message });
  });
});

interface Answer {
  owners?: { method: string; reason?: string };
  rows?: [number, Owner[]][];
  error?: { name: string; code: string; message: string };
}

/** One snapshot by the package in a folder, in a process of its own. */
const SEARCH = `
  const [folder, query] = process.argv.slice(1);
  const { snapshot } = await import(folder + '/dist/index.js');
  const answer = await snapshot(JSON.parse(query)).then(
    (table) => ({ owners: table.report.owners, rows: [...table].map(({ inode, owners }) => [inode, owners]) }),
    ({ name, code, message }) => ({ error: { name, code, message } }),
  );
  console.log(JSON.stringify(answer));`;
