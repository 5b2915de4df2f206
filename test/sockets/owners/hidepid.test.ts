import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hidesProcesses, type ProcView } from '../../../src/sockets/owners/hidepid.ts';

const ALL = '000001ffffffffff';
const WITHOUT_PTRACE = '000001fffff7ffff';
const NONE = '0000000000000000';

const status = (capabilities: string, gid = 1000, groups: readonly number[] = []) =>
  `Name:\tGid: 0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t${gid}\nGroups:\t${groups.join(' ')} \nCapEff:\t${capabilities}\nSeccomp:\t0\n`;

const mountinfo = (options: string, device = '0:21') =>
  `21 1 8:1 / / rw - ext4 /dev/sda1 rw,hidepid=2\n22 27 0:20 / /sys rw - sysfs sysfs rw,hidepid=2
23 27 ${device} / /proc rw,relatime shared:13 master:2 - proc proc rw${options}\n`;

const view = (over: Partial<ProcView> = {}, options = ''): ProcView => ({
  status: status(NONE),
  mountinfo: () => mountinfo(options),
  device: 21,
  initialUser: true,
  init: true,
  ...over,
});

/** What the mount says, who asks, and whether something may be hidden from them: has_pid_permissions() of fs/proc/base.c. */
const CASES: readonly [options: string, who: Partial<ProcView>, hides: boolean, why: string][] = [
  ['', {}, false, 'no option'],
  [',hidepid=off', {}, false, 'off'],
  [',hidepid=0', {}, false, '0, as before Linux 5.8'],
  [',hidepid=noaccess', {}, false, 'noaccess: they are listed'],
  [',hidepid=1', {}, false, '1'],
  [',hidepid=invisible', {}, true, 'invisible'],
  [',hidepid=2', {}, true, '2'],
  [',gid=7,hidepid=invisible,subset=pid', {}, true, 'other options around it'],
  [',hidepid=ptraceable', {}, true, 'ptraceable'],
  [',hidepid=4', {}, true, '4'],
  [',hidepid=2', { status: status(ALL) }, false, 'CAP_SYS_PTRACE'],
  [',hidepid=4', { status: status(ALL) }, false, 'CAP_SYS_PTRACE sees what can be ptraced'],
  [',hidepid=2', { status: status(WITHOUT_PTRACE) }, true, 'every other capability'],
  [',hidepid=2', { status: status(ALL), initialUser: false }, true, 'CAP_SYS_PTRACE of a user namespace'],
  [',hidepid=2', { status: status(ALL), init: false }, true, 'a security module that says no'],
  [',hidepid=2', { status: status(NONE, 0) }, false, 'the group 0, which is the one where none is named'],
  [',gid=7,hidepid=2', { status: status(NONE, 0) }, true, 'the group 0, where another is named'],
  [',gid=7,hidepid=2', { status: status(NONE, 7) }, false, 'the group that is named'],
  [',gid=7,hidepid=2', { status: status(NONE, 9, [70, 7]) }, false, 'the group among further ones'],
  [',gid=7,hidepid=2', { status: status(NONE, 9, [70, 77]) }, true, 'groups that only look like it'],
  [
    ',gid=7,hidepid=2',
    { status: status(NONE, 7), initialUser: false },
    true,
    'a group whose number is of a user namespace',
  ],
  [',gid=7,hidepid=4', { status: status(NONE, 7) }, true, 'ptraceable asks for no group'],
  ['', { device: 22 }, true, 'a mount that is not listed'],
  ['', { status: status(ALL), device: 22 }, false, 'CAP_SYS_PTRACE, whatever the mount'],
  ['', { status: '' }, false, 'no status'],
  [',hidepid=2', { status: '' }, true, 'no status, and something hidden'],
];

describe('hidesProcesses()', () => {
  for (const [options, who, hides, why] of CASES) {
    it(`is ${hides} for ${options === '' ? 'a plain mount' : options.slice(1)}: ${why}`, () => {
      assert.equal(hidesProcesses(view(who, options)), hides);
    });
  }

  it('finds a mount by its device, of which stat() gives the minor number in two parts', () => {
    for (const [device, minor] of [
      [0xff, 255],
      [0x100000, 256],
      [0x1234500000 % 2 ** 32, 0x34500],
      [0x3450007f, 0x3457f],
    ] as const) {
      const there = view({ device, mountinfo: () => mountinfo(',hidepid=2', `0:${minor}`) });
      assert.equal(hidesProcesses(there), true, `${minor}`);
      assert.equal(hidesProcesses({ ...there, mountinfo: () => mountinfo('', `0:${minor}`) }), false, `${minor}`);
    }
  });

  it('does not read the mounts where nothing can be hidden', () => {
    const mountinfo = () => assert.fail('read');
    assert.equal(hidesProcesses(view({ status: status(ALL), mountinfo })), false);
  });
});
