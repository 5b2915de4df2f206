import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseProcessCgroup, placeOf } from '../../../src/sockets/processes/process-cgroup.ts';

const ID = 'c0ffee00'.repeat(8);
const lines = (text: string) => parseProcessCgroup(Buffer.from(text));

const HYBRID = `12:pids:/docker/${ID}
3:cpu,cpuacct:/docker/${ID}
1:name=systemd:/docker/${ID}
0::/system.slice/containerd.service
`;

describe('parseProcessCgroup', () => {
  it('reads version 2, systemd’s hierarchy and controllers of version 1', () => {
    assert.deepEqual(lines('0::/system.slice/a.service\n'), [{ controllers: '', path: '/system.slice/a.service' }]);
    assert.deepEqual(
      lines(HYBRID).map(({ controllers }) => controllers),
      ['pids', 'cpu,cpuacct', 'name=systemd', ''],
    );
  });

  it('takes a colon for part of a path, and not what says that a cgroup is gone', () => {
    assert.deepEqual(lines(`0::/system.slice:docker:${ID}\n1:pids:/a (deleted)\n2:cpu:/ (deleted)\n`), [
      { controllers: '', path: `/system.slice:docker:${ID}` },
      { controllers: 'pids', path: '/a' },
      { controllers: 'cpu', path: '/' },
    ]);
  });

  it('leaves out what is no line, or was cut off', () => {
    for (const text of ['', '\n', 'a', '0::', '0::/a', 'x::/a\n', '0:/a\n', '0::a\n'])
      assert.deepEqual(lines(text), [], text);
    for (let end = 0; end < HYBRID.length; end++) {
      const cut = lines(HYBRID.slice(0, end));
      assert.deepEqual(cut, lines(HYBRID).slice(0, cut.length));
    }
  });
});

describe('placeOf', () => {
  const place = (text: string) => placeOf(lines(text));

  it('takes the path that names a container, else version 2’s, else systemd’s', () => {
    assert.deepEqual(place(HYBRID), {
      cgroup: `/docker/${ID}`,
      unit: null,
      slice: null,
      container: { runtime: 'docker', id: ID },
      pod: null,
    });
    assert.equal(place('1:name=systemd:/b.service\n0::/a.service\n').cgroup, '/a.service');
    assert.equal(place('4:pids:/c.service\n1:name=systemd:/b.service\n0::/\n').cgroup, '/b.service');
    assert.equal(place('4:pids:/c\n1:name=systemd:/user.slice\n0::/\n').cgroup, '/user.slice');
  });

  it('knows nothing of a process at the root, or without such a file', () => {
    assert.deepEqual(place('0::/\n'), { cgroup: '/', unit: null, slice: null, container: null, pod: null });
    assert.deepEqual(place(''), { cgroup: null, unit: null, slice: null, container: null, pod: null });
  });
});
