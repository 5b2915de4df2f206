import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cgroupId, cgroupMount } from '../../src/names/cgroup-id.ts';
import { hostAddresses } from '../../src/names/host-addresses.ts';
import { interfaceNames } from '../../src/names/interface-names.ts';
import { passwdEntries } from '../../src/names/passwd.ts';
import { parseServicePorts } from '../../src/names/service-ports.ts';
import { idsOfUsers, listedUsers } from '../../src/names/users-of-name.ts';

describe('the ports of a service', () => {
  const portsOfService = (text: string, name: string) => parseServicePorts(text, name).map(({ port }) => port);
  const SERVICES =
    'ssh 22/tcp\nhttp\t80/tcp www www-http # web\ndomain 53/udp\necho 7/tcp\necho 4/ddp\nbad 70000/tcp\n';

  it('are those of its name or of one of its other names, of every protocol', () => {
    assert.deepEqual(portsOfService(SERVICES, 'ssh'), [22]);
    assert.deepEqual(portsOfService(SERVICES, 'www'), [80]);
    assert.deepEqual(portsOfService(SERVICES, 'echo'), [7, 4]);
  });

  it('are none of a number that is no port, of a part of a name, and of a comment', () => {
    for (const name of ['bad', 'ss', 'web', '22/tcp', '']) assert.deepEqual(portsOfService(SERVICES, name), [], name);
  });
});

describe('the number of a user', () => {
  it('is that of the first line of the name, of several names of one number too', () => {
    const text = 'root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\n+nis:x:5:5:::\nwww:x:33:33:::\nwww:x:34:34:::\n';
    assert.deepEqual(
      [...passwdEntries(text)],
      [
        ['root', 0],
        ['toor', 0],
        ['www', 33],
        ['www', 34],
      ],
    );
  });

  it('is found by the name, and stands in the list of all', async () => {
    const ids = await idsOfUsers(['root', 'no-such-user', '-s\0']);
    assert.deepEqual([...ids], [['root', 0]]);
    assert.ok((await listedUsers()).some(([name, uid]) => name === 'root' && uid === 0));
  });
});

describe('the addresses of a host', () => {
  it('are all that the C library finds', async () => {
    assert.ok((await hostAddresses('localhost')).some((address) => address === '127.0.0.1' || address === '::1'));
  });

  it('are not waited for when the signal is raised', async () => {
    const reason = new Error('enough');
    await assert.rejects(hostAddresses('localhost', AbortSignal.abort(reason)), reason);
  });
});

describe('the names of interfaces', () => {
  it('are those of all, of those that are down too, each with an index', async () => {
    const names = await interfaceNames();
    for (const shown of Object.keys(networkInterfaces()))
      assert.ok(
        names.some(({ name }) => name === shown),
        shown,
      );
    assert.deepEqual(
      names.filter(({ name }) => name === 'lo'),
      [{ index: 1, name: 'lo' }],
    );
  });
});

describe('the id of a control group', () => {
  it('is the inode of its folder, whether the path begins at the root of the hierarchy or of the file system', () => {
    const mount = mkdtempSync(join(tmpdir(), 'cgroup-'));
    try {
      mkdirSync(join(mount, 'a.slice'));
      const { ino } = statSync(join(mount, 'a.slice'), { bigint: true });
      for (const path of ['/a.slice', 'a.slice', '/a.slice/', join(mount, 'a.slice')])
        assert.equal(cgroupId(path, mount), ino);
      assert.equal(cgroupId('/b.slice', mount), undefined);
    } finally {
      rmSync(mount, { recursive: true });
    }
  });

  it('is looked for where version 2 is mounted', () => {
    const mounts = 'proc /proc proc rw 0 0\ncgroup /sys/fs/cgroup/cpu cgroup rw 0 0\ncgroup2 /a\\040b cgroup2 rw 0 0\n';
    assert.equal(cgroupMount(mounts), '/a b');
    assert.equal(cgroupMount('proc /proc proc rw 0 0\n'), undefined);
    assert.equal(cgroupId('/', undefined), cgroupMount() === undefined ? undefined : cgroupId('/'));
  });
});
