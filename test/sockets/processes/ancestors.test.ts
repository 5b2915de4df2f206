import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ancestorsOf, startersOf } from '../../../src/sockets/processes/ancestors.ts';
import { cgroupPlace } from '../../../src/sockets/processes/cgroup-path.ts';
import type { ProcessFacts } from '../../../src/sockets/processes/process-reader.ts';

/** Processes by pid: parent, ticks of the start, cgroup. */
function family(table: Readonly<Record<number, readonly [parent: number, start: number, cgroup: string]>>) {
  const facts = new Map<number, ProcessFacts>();
  for (const [pid, [parent, startTicks, cgroup]] of Object.entries(table)) {
    const place = { cgroup, ...cgroupPlace(cgroup) };
    facts.set(Number(pid), { pid: Number(pid), comm: `p${pid}`, parent, startTicks, startMs: null, uid: 0, place });
  }
  return (pid: number) => {
    const process = facts.get(pid) as ProcessFacts;
    const ancestors = ancestorsOf(process, (each) => facts.get(each));
    return [ancestors, startersOf(process, ancestors)].map((all) => all.map((each) => each.pid));
  };
}

const SSH = '/system.slice/ssh.service';
const SESSION = '/user.slice/user-0.slice/session-3.scope';

describe('the ancestors of a process', () => {
  it('go up to the first process, and those that started it to the first of another unit', () => {
    const of = family({
      1: [0, 1, '/init.scope'],
      50: [1, 10, SSH],
      60: [50, 20, SESSION],
      70: [60, 30, SESSION],
      80: [70, 40, SESSION],
    });
    assert.deepEqual(of(80), [
      [70, 60, 50, 1],
      [70, 60, 50],
    ]);
    assert.deepEqual(of(50), [[1], [1]]);
    assert.deepEqual(of(1), [[], []]);
  });

  it('are all that started it where there are no units', () => {
    const of = family({ 1: [0, 1, '/'], 5: [1, 2, '/'], 6: [5, 3, '/'] });
    assert.deepEqual(of(6), [
      [5, 1],
      [5, 1],
    ]);
  });

  it('end at a parent that is gone, hidden, its own or younger than its child', () => {
    assert.deepEqual(family({ 6: [5, 3, '/'] })(6), [[], []]);
    assert.deepEqual(family({ 5: [1, 9, '/'], 6: [5, 3, '/'] })(6), [[], []]);
    assert.deepEqual(family({ 6: [6, 3, '/'] })(6), [[], []]);
  });

  it('end even where a copy of /proc has them in a circle', () => {
    const [ancestors] = family({ 5: [6, 3, '/'], 6: [5, 3, '/'] })(6);
    assert.equal(ancestors?.length, 64);
  });
});
