import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { OwnerReport, OwnersIncomplete, ProcessCounts, Query } from '../../../src/index.ts';
import { packageUrl } from '../../../src/package-root.ts';
import { AS_NOBODY, noNobody } from '../../support/as-nobody.ts';
import { noBpf } from '../../support/bpf.ts';
import { run } from '../../support/command.ts';
import { fakeProcMissing } from '../../support/fake-proc.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

/** What a snapshot says of its owners, and a stream likewise. */
const SCRIPT = `
  const { snapshot, watch } = await import(${JSON.stringify(packageUrl('dist/index.js').href)});
  const query = { protocols: ['tcp'], owners: true, ...JSON.parse(process.argv[1]) };
  const { report } = await snapshot(query);
  let stream;
  for await (const batch of watch({ ...query, interval: 100 })) { stream = batch.report.scan.owners; break; }
  const init = (await import('node:fs')).existsSync('/proc/1');
  console.log(JSON.stringify({ owners: report.owners, processes: report.processes, stream, init }));`;

interface Said {
  owners: OwnerReport;
  processes: ProcessCounts;
  stream: OwnerReport;
  /** Process 1 is seen. */
  init: boolean;
}

const NO_MOUNTS = fakeProcMissing();
const skip = skipUnless(!namespaceMissing && !NO_MOUNTS, namespaceMissing ?? NO_MOUNTS ?? '');

/** Runs the script as someone, behind what a shell does first in a mount namespace of its own. */
function said(first: string, who: readonly string[], query: Query = {}, env: NodeJS.ProcessEnv = {}): Said {
  const node = [process.execPath, '--input-type=module', '-e', SCRIPT, JSON.stringify(query)];
  const { code, stdout, stderr } = run(
    'unshare',
    // The shell stays: what it has to end, it ends behind the program.
    ['-m', 'sh', '-c', `${first}; "$@"`, 'sh', ...who, ...node],
    env,
  );
  assert.equal(code, 0, stderr);
  const result = JSON.parse(stdout) as Said;
  const { owners, stream } = result;
  assert.deepEqual(
    [stream.complete, stream.incomplete],
    [owners.complete, owners.incomplete],
    'the stream says the same',
  );
  assert.equal(owners.complete, owners.incomplete === undefined);
  assert.equal(owners.incomplete?.includes('forbidden') ?? false, result.processes.forbidden > 0);
  return result;
}

const has = ({ owners }: Said, reason: OwnersIncomplete) => owners.incomplete?.includes(reason) ?? false;

const ROOT: readonly string[] = [];
const WITHOUT_PTRACE = ['setpriv', '--inh-caps=-sys_ptrace', '--bounding-set=-sys_ptrace'];
const IN_GROUP_0 = ['setpriv', '--reuid=65534', '--regid=65534', '--groups=0'];
const IN_GROUP_7 = ['setpriv', '--reuid=65534', '--regid=65534', '--groups=7'];
const HOW: readonly [name: string, query: Query, env?: NodeJS.ProcessEnv][] = [
  ['with the addon', { ownerMethod: 'procfs' }],
  ['without it', {}, { SOCKDIAG_NATIVE: '0' }],
];

/** Of each mount and user whether processes are hidden; undefined: as process 1 is. */
const MOUNTS: readonly [options: string, name: string, who: readonly string[], hides: boolean | undefined][] = [
  ['hidepid=off', 'nobody', AS_NOBODY, false],
  ['hidepid=1', 'nobody', AS_NOBODY, false],
  ['hidepid=noaccess', 'nobody', AS_NOBODY, false],
  ['hidepid=2', 'nobody', AS_NOBODY, true],
  ['hidepid=invisible', 'nobody', AS_NOBODY, true],
  ['hidepid=invisible', 'root', ROOT, false],
  ['hidepid=invisible', 'a member of the group 0', IN_GROUP_0, false],
  ['hidepid=invisible,gid=7', 'a member of the group 0', IN_GROUP_0, true],
  ['hidepid=invisible,gid=7', 'a member of that group', IN_GROUP_7, false],
  ['hidepid=invisible,gid=7', 'root that may trace nobody', WITHOUT_PTRACE, true],
  ['hidepid=4', 'nobody', AS_NOBODY, true],
  ['hidepid=ptraceable', 'a member of the group 0', IN_GROUP_0, true],
  ['hidepid=ptraceable', 'root that may trace nobody', WITHOUT_PTRACE, true],
  ['hidepid=ptraceable', 'root', ROOT, undefined],
];

describe('whether all owners were found', { skip: skip || noNobody }, () => {
  // For a socket there is all processes are searched, and not all may be read.
  const server = createServer();
  before(() => once(server.listen(0), 'listening'));
  after(() => server.close());

  for (const [options, name, who, hides] of MOUNTS) {
    for (const [way, query, env] of HOW) {
      it(`is said of a /proc with ${options}, to ${name}, ${way}`, () => {
        const answer = said(`mount -t proc -o ${options} proc /proc`, who, query, env);
        assert.equal(has(answer, 'hidepid'), hides ?? !answer.init, JSON.stringify(answer));
        // Nothing was searched that nobody may see; the rest is counted.
        if (who === AS_NOBODY) assert.equal(answer.owners.complete, false);
        if (who === AS_NOBODY && hides === false) assert.ok(answer.processes.forbidden > 0);
      });
    }
  }

  it('counts of processes that are named, of which the one that is not found may be hidden', () => {
    const mount = 'mount -t proc -o hidepid=2 proc /proc';
    assert.equal(has(said(mount, AS_NOBODY, { pids: [process.pid] }), 'hidepid'), true);
    assert.equal(has(said(mount, ROOT, { pids: [process.pid] }), 'hidepid'), false);
    assert.equal(said('true', ROOT, { pids: [process.pid] }).owners.complete, true);
  });

  for (const [way, query, env] of HOW) {
    it(`is not known in a pid namespace, ${way}`, () => {
      const inside = ['unshare', '-pf', '--mount-proc'];
      assert.deepEqual(said('true', inside, query, env).owners.incomplete, ['pid-namespace']);
      // What is named has a number there.
      assert.equal(said('true', inside, { ...query, pids: [1] }, env).owners.complete, true);
    });

    it(`is not known where /proc is empty or not mounted, ${way}`, () => {
      const owners = { complete: false, incomplete: ['no-proc'] };
      for (const first of [
        'umount -l /proc',
        'mount -t tmpfs none /proc',
        'umount -l /proc; mount -t tmpfs none /proc',
      ]) {
        const { complete, incomplete } = said(first, ROOT, query, env).owners;
        assert.deepEqual({ complete, incomplete }, owners, first);
      }
    });

    it(`is not known of a copy of a /proc, ${way}`, () => {
      const { owners } = said('true', ROOT, { ...query, procRoot: fixturePath('proc') }, env);
      assert.deepEqual(owners.incomplete, ['no-proc']);
    });
  }

  it('is not known by the kernel’s own pass in a pid namespace', { skip: noBpf }, () => {
    const inside = ['unshare', '-pf', '--mount-proc'];
    assert.deepEqual(said('true', inside, { ownerMethod: 'bpf' }).owners, {
      method: 'bpf',
      complete: false,
      incomplete: ['pid-namespace'],
    });
  });

  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-complete-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is not known of a moved /proc of a pid namespace, and of one outside as of that itself', () => {
    const outside = said('true', ROOT, { ownerMethod: 'procfs' });
    // Mounted inside, looked at from outside: this process has no number there.
    const bind = `unshare -pf sh -c 'mount -t proc proc ${folder} && exec sleep 60' >/dev/null 2>&1 & until [ -e ${folder}/1/net ]; do sleep 0.05; done`;
    const inner = said(
      `mount --make-rprivate /; ${bind.replace('unshare -pf', 'unshare -pf --kill-child')}; trap "kill -9 $!" EXIT`,
      ROOT,
      {
        procRoot: folder,
      },
    );
    assert.equal(has(inner, 'pid-namespace'), true);
    // The other way round: all processes outside are seen.
    const outer = said(`mount --bind /proc ${folder}`, ['unshare', '-pf', '--mount-proc'], { procRoot: folder });
    assert.equal(has(outer, 'pid-namespace'), has(outside, 'pid-namespace'));
  });
});
