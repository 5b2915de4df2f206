import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_OWNER, OwnerChains, type OwnerProcess, programName } from '../../../src/sockets/table/owner-chains.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** The owners of one socket, each [pid, fd]. */
function chainsOf(owners: [number, number][], processes: OwnerProcess[] = []): OwnerChains {
  const triples = Uint32Array.from(owners.flatMap(([pid, fd]) => [70, pid, fd]));
  const next = Uint32Array.from(owners, (_, at) => (at === owners.length - 1 ? NO_OWNER : at + 1));
  return new OwnerChains(triples, next, new Map(processes.map((process) => [process.pid, process])));
}

describe('OwnerChains', () => {
  it('follows a chain from where it is told to', () => {
    const processes = [
      { pid: 1, argv0: bytes('/sbin/init'), comm: bytes('systemd') },
      { pid: 2, argv0: bytes('a/b'), comm: bytes('c') },
    ];
    const pairs: [number, number][] = [
      [1, 3],
      [2, 3],
      [2, 9],
    ];
    const chains = chainsOf(pairs, processes);
    const all = [
      { pid: 1, fd: 3, name: 'init', comm: 'systemd' },
      { pid: 2, fd: 3, name: 'a/b', comm: 'c' },
      { pid: 2, fd: 9, name: 'a/b', comm: 'c' },
    ];
    assert.deepEqual(chains.owners(0), all);
    assert.deepEqual(chains.owners(1), all.slice(1));
    assert.deepEqual(chains.owners(NO_OWNER), []);
    assert.equal(chains.length, 3);
  });

  it('has empty names for a process that nothing is known of', () => {
    assert.deepEqual(chainsOf([[1, 3]]).owners(0), [{ pid: 1, fd: 3, name: '', comm: '' }]);
  });

  it('decodes names as UTF-8, whatever their bytes', () => {
    const chains = chainsOf([[1, 3]], [{ pid: 1, argv0: Buffer.from('/bin/prögräm'), comm: bytes('\xff') }]);
    assert.deepEqual(chains.owners(0), [{ pid: 1, fd: 3, name: 'prögräm', comm: '�' }]);
  });
});

describe('programName', () => {
  for (const [argv0, name] of [
    ['/usr/sbin/nginx', 'nginx'],
    ['nginx', 'nginx'],
    ['./rel/path/tool', './rel/path/tool'],
    ['bin/tool', 'bin/tool'],
    ['sshd: root@pts/0 [priv]', 'sshd: root@pts/0 [priv]'],
    ['/opt/my app/bin dir/prog x/y', 'y'],
    ['/usr/sbin/', ''],
    ['/', ''],
    ['//x', 'x'],
    ['', ''],
    ['/bin/\xff', '\xff'],
  ] as const) {
    it(`of ${JSON.stringify(argv0)} is ${JSON.stringify(name)}`, () => {
      assert.equal(Buffer.from(programName(bytes(argv0))).toString('latin1'), name);
    });
  }
});
