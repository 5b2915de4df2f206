import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { holderLines } from '../../../src/cli/who/holder-text.ts';
import type { Holder, HolderProcess } from '../../../src/index.ts';

const ID = '3f4e1c0a'.repeat(8);
const OPTIONS = { user: (uid: number) => (uid === 0 ? 'root' : `${uid}`), colour: false, complete: true };

const HOLDER: Holder = {
  ...{ protocol: 'tcp', family: 'inet', state: 'LISTEN' },
  ...{ localAddress: '0.0.0.0', localPort: 80, remoteAddress: '0.0.0.0', remotePort: 0 },
  ...{ path: null, type: null, interface: 0, uid: 0, inode: 42, expires: 0, count: 1, owners: [] },
};

const OWNER: HolderProcess = {
  ...{ pid: 812, fds: [6], name: 'nginx:', comm: 'nginx', uid: 33 },
  ...{ commandLine: ['nginx: worker process'], commandLineCut: false, since: new Date(2026, 10, 28, 8, 1, 2) },
  ...{
    cgroup: '/system.slice/nginx.service',
    unit: 'nginx.service',
    slice: 'system.slice',
    container: null,
    pod: null,
  },
  parents: [{ pid: 1, comm: 'systemd', uid: 0, unit: 'init.scope', container: null }],
  inheritedFrom: null,
};

const lines = (holder: Partial<Holder>, more: Partial<typeof OPTIONS> = {}) =>
  holderLines({ ...HOLDER, ...holder } as Holder, new Set(), { ...OPTIONS, ...more });

describe('holderLines', () => {
  it('has the socket, then of each process who, what, since when and from where', () => {
    assert.deepEqual(lines({ owners: [OWNER] }), [
      'tcp LISTEN 0.0.0.0:80, user root, inode 42',
      '  nginx[812], user 33, since 2026-11-28 08:01:02',
      '    command: nginx: worker process',
      '    unit: nginx.service, in system.slice',
      '    started by: systemd[1] of init.scope',
    ]);
  });

  it('says which container and pod a process is in, and from whom it has the socket', () => {
    const container = { runtime: 'containerd', id: ID } as const;
    const place = { unit: null, slice: 'a.slice', container, pod: 'p', parents: [] };
    const [, , , ...rest] = lines({ owners: [{ ...OWNER, ...place, inheritedFrom: 7 }] });
    assert.deepEqual(rest, [
      '    unit: none, in a.slice',
      `    container: containerd ${ID}, pod p`,
      '    inherited from: 7',
    ]);
    const unknown = { ...OWNER, container: { runtime: null, id: ID }, unit: null, slice: null };
    assert.ok(lines({ owners: [unknown] }).includes(`    container: of an unknown runtime ${ID}`));
  });

  it('names socket activation where systemd listens, and else the server that forked', () => {
    const from = (comm: string) =>
      lines({
        owners: [
          { ...OWNER, pid: 1, comm },
          { ...OWNER, inheritedFrom: 1 },
        ],
      }).at(-1);
    assert.equal(from('systemd'), '    inherited from: systemd[1], which listens for it: socket activation');
    assert.equal(from('nginx'), '    inherited from: nginx[1]');
  });

  it('tells of a process once', () => {
    const told = new Set<number>();
    holderLines({ ...HOLDER, owners: [OWNER] }, told, OPTIONS);
    assert.deepEqual(holderLines({ ...HOLDER, owners: [OWNER] }, told, OPTIONS).slice(1), ['  nginx[812], see above']);
  });

  it('says of several sockets the first and how many more there are', () => {
    const [line] = lines({ state: 'ESTABLISHED', remoteAddress: '10.0.0.9', remotePort: 5000, count: 40_000 });
    assert.equal(line, 'tcp ESTABLISHED 0.0.0.0:80 -> 10.0.0.9:5000 and 39999 more, user root');
  });

  it('has brackets for IPv6, and the name of a UNIX socket', () => {
    const v6 = { family: 'inet6', localAddress: '::1', remoteAddress: 'fe80::1', remotePort: 9 } as const;
    assert.equal(lines(v6)[0], 'tcp6 LISTEN [::1]:80 -> [fe80::1]:9, user root, inode 42');
    const unix = { protocol: 'unix', family: 'unix', type: 'stream', path: '/run/x', uid: null } as const;
    assert.equal(lines(unix)[0], 'unix stream LISTEN /run/x, inode 42');
  });

  it('says why there is no process', () => {
    const why = (holder: Partial<Holder>, complete = true) => lines(holder, { complete })[1];
    const timeWait = { state: 'TIME_WAIT', inode: 0, uid: null, expires: 42_100 } as const;
    assert.equal(why(timeWait), '  no process: the kernel keeps it for 43 s more');
    assert.equal(why({ ...timeWait, count: 2 }), '  no process: the kernel keeps it for 43 s more at most');
    assert.equal(why({ ...timeWait, expires: null }), '  no process: the kernel keeps it');
    assert.equal(
      why({ state: 'FIN_WAIT1', inode: 0 }),
      '  no process: its program has closed it, and the kernel waits for the other side',
    );
    assert.equal(why({ state: 'ESTABLISHED', inode: 0 }), '  no process yet: it waits to be accepted');
    assert.equal(why({}, false), '  process unknown: not all could be looked into');
    assert.match(why({}) ?? '', /^ {2}no process: the kernel itself holds it/);
  });

  it('says of a process that has ended that it has', () => {
    const ended = { ...OWNER, commandLine: null, since: null, uid: null };
    assert.deepEqual(lines({ owners: [ended] }).slice(1), ['  nginx[812]: has ended, or may not be read']);
  });

  it('lets no name forge a line or reach a terminal', () => {
    const evil = 'a\nb\x1b[31m\u202e';
    const owner: HolderProcess = {
      ...{ ...OWNER, comm: evil, commandLine: [evil, evil], unit: evil, slice: evil, pod: evil },
      container: { runtime: 'lxc', id: evil },
      parents: [{ pid: 2, comm: evil, uid: 0, unit: evil, container: null }],
    };
    const all = lines({
      protocol: 'unix',
      family: 'unix',
      path: evil,
      owners: [owner, { ...owner, pid: 3, inheritedFrom: 812 }],
    });
    for (const line of all) assert.match(line, /^[ -~]*$/);
    assert.ok(all[0]?.includes('a?b?[31m?'));
    assert.equal(all.length, 2 * 5 + 2);
  });

  it('has colours for states alone, those of ls', () => {
    const coloured = (state: Holder['state']) => lines({ state }, { colour: true })[0];
    assert.equal(coloured('LISTEN'), 'tcp \x1b[36mLISTEN\x1b[0m 0.0.0.0:80, user root, inode 42');
    assert.equal(coloured('CLOSE_WAIT'), 'tcp \x1b[31mCLOSE_WAIT\x1b[0m 0.0.0.0:80, user root, inode 42');
    assert.equal(coloured('CLOSE'), 'tcp CLOSE 0.0.0.0:80, user root, inode 42');
    assert.equal(coloured('BOUND_INACTIVE'), 'tcp \x1b[33mBOUND_INACTIVE\x1b[0m 0.0.0.0:80, user root, inode 42');
  });
});
