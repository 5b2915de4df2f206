import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { findOwners, type Holder, type OwnersQuery } from '../../src/index.ts';
import { whyBoundUnlisted } from '../../src/sockets/find-owners.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { ByHand } from '../support/by-hand.ts';
import { has, run } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const [major = 0, minor = 0] = release().split('.').map(Number);
const tellsBound = major > 6 || (major === 6 && minor >= 8);
const inNamespace = { skip: skipUnless(namespaceMissing === undefined, namespaceMissing ?? '') };

const find = async (wanted: number | OwnersQuery) => (await findOwners(wanted)).holders;
const short = ({ protocol, state, localAddress, localPort, owners }: Holder) =>
  `${protocol} ${state} ${localAddress}:${localPort} ${owners.map(({ pid }) => pid)}`.trimEnd();

describe('findOwners', inNamespace, () => {
  let hand: ByHand;
  let other: ByHand;
  before(async () => {
    hand = new ByHand();
    other = new ByHand();
    await hand.run('pass');
    await other.run('pass');
  });
  after(async () => {
    await hand.stop();
    await other.stop();
  });

  it('is empty for a port that nothing holds', async () => {
    const { holders, report } = await findOwners(4000);
    assert.deepEqual(holders, []);
    assert.deepEqual([report.sockets, report.leftOut], [0, 0]);
    assert.equal(report.boundUnlisted === undefined, tellsBound);
  });

  it('says of a listener who made it, and of its process what ps knows', async () => {
    await hand.run('listener = listen(4001)');
    const begun = Date.now();
    const [holder, ...others] = await find(4001);
    assert.deepEqual(others, []);
    assert.ok(holder);
    const { owners, inode, ...rest } = holder;
    assert.deepEqual(rest, {
      ...{ protocol: 'tcp', family: 'inet', state: 'LISTEN' },
      ...{ localAddress: '127.0.0.1', localPort: 4001, remoteAddress: '0.0.0.0', remotePort: 0 },
      ...{ path: null, type: null, interface: 0, uid: 0, expires: 0, count: 1 },
    });
    assert.ok(inode);
    assert.equal(owners.length, 1);
    const [owner] = owners;
    assert.equal(owner?.pid, hand.pid);
    assert.equal(owner?.uid, 0);
    assert.equal(owner?.comm, readFileSync(`/proc/${hand.pid}/comm`, 'utf8').trim());
    assert.equal(owner?.commandLine?.join('\0'), readFileSync(`/proc/${hand.pid}/cmdline`, 'utf8').replace(/\0$/, ''));
    assert.equal(owner?.commandLineCut, false);
    assert.equal(owner?.parents[0]?.pid, process.pid);
    assert.equal(owner?.inheritedFrom, null);
    assert.equal(owner?.fds.length, 1);
    const since = owner?.since?.getTime() ?? 0;
    assert.ok(since > begun - 60_000 && since <= begun, `${since} ${begun}`);
    await hand.run('listener.close()');
  });

  it('has the start of a process as ps has it', { skip: skipUnless(has('ps'), 'ps is not installed') }, async () => {
    await hand.run('listener = listen(4001)');
    const [holder] = await find(4001);
    const said = run('ps', ['-o', 'lstart=', '-p', `${hand.pid}`]).stdout.trim();
    assert.ok(Math.abs(new Date(said).getTime() - (holder?.owners[0]?.since?.getTime() ?? 0)) <= 2000, said);
    await hand.run('listener.close()');
  });

  it('has every process of a listener that was forked, and from which each has it', async () => {
    const children = await hand.run<number[]>(
      'listener = listen(4002)',
      'children = []',
      'for _ in range(2):',
      '    child = fork()',
      '    if child == 0: time.sleep(60); os._exit(0)',
      '    children.append(child)',
      'result = children',
    );
    const [holder] = await find(4002);
    const owners = holder?.owners.map(({ pid, inheritedFrom }) => [pid, inheritedFrom]);
    assert.deepEqual(owners, [[hand.pid, null], ...children.sort((a, b) => a - b).map((pid) => [pid, hand.pid])]);
    await hand.run(
      '[os.kill(child, signal.SIGKILL) for child in children]',
      '[os.waitpid(child, 0) for child in children]',
    );
    await hand.run('listener.close()');
  });

  it('has both processes that share a port by SO_REUSEPORT, each with its own socket', async () => {
    const lines = [
      'shared = socket.socket()',
      'shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)',
      'shared.bind(("127.0.0.1", 4003))',
      'shared.listen(1)',
    ];
    await hand.run(...lines);
    await other.run(...lines);
    const holders = await find(4003);
    assert.deepEqual(
      holders.flatMap(({ owners }) => owners.map(({ pid }) => pid)).sort(),
      [hand.pid, other.pid].sort(),
    );
    assert.equal(new Set(holders.map(({ inode }) => inode)).size, 2);
    await hand.run('shared.close()');
    await other.run('shared.close()');
  });

  it('has what is left in TIME_WAIT, which no process holds, and until when', async () => {
    await hand.run(
      'listener = listen(4004)',
      'client, server = connect(listener)',
      'server.close(); client.recv(1); client.close(); listener.close()',
    );
    const [holder, ...others] = await find(4004);
    assert.deepEqual(others, []);
    assert.deepEqual([holder?.state, holder?.owners, holder?.uid, holder?.inode], ['TIME_WAIT', [], null, 0]);
    assert.ok(Number(holder?.expires) > 0 && Number(holder?.expires) <= 60_000);
    assert.equal(holder?.remoteAddress, '127.0.0.1');
  });

  it('has a socket that is bound and does not listen', {
    skip: skipUnless(tellsBound, 'Linux before 6.8 does not tell'),
  }, async () => {
    await hand.run('bound = socket.socket(); bound.bind(("127.0.0.1", 4005))');
    assert.deepEqual((await find(4005)).map(short), [`tcp BOUND_INACTIVE 127.0.0.1:4005 ${hand.pid}`]);
    assert.deepEqual(await find({ port: 4005, protocol: 'udp' }), []);
    await hand.run('bound.close()');
  });

  it('has bound and connected sockets of UDP, and only those of the protocol that is asked for', async () => {
    await hand.run(
      'bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); bound.bind(("127.0.0.1", 4006))',
      'joined = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); joined.bind(("::1", 4006)); joined.connect(("::1", 9))',
      'listener = listen(4006)',
    );
    assert.deepEqual((await find({ port: 4006, protocol: 'udp' })).map(short), [
      `udp CLOSE 127.0.0.1:4006 ${hand.pid}`,
      `udp ESTABLISHED ::1:4006 ${hand.pid}`,
    ]);
    assert.deepEqual(
      (await find(4006)).map(({ state }) => state),
      ['LISTEN', 'CLOSE', 'ESTABLISHED'],
    );
    await hand.run('bound.close(); joined.close(); listener.close()');
  });

  it('has connections of one state and process as one, and what listens before them', async () => {
    await hand.run(
      'listener = listen(4007)',
      'pairs = [connect(listener) for _ in range(5)]',
      'waiting = [socket.create_connection(("127.0.0.1", 4007)) for _ in range(2)]',
    );
    const holders = await find(4007);
    assert.deepEqual(holders.map(({ state, count, owners }) => [state, count, owners.length]).sort(), [
      ['ESTABLISHED', 2, 0],
      ['ESTABLISHED', 5, 1],
      ['LISTEN', 1, 1],
    ]);
    assert.equal(holders[0]?.state, 'LISTEN');
    assert.equal((await findOwners(4007)).report.sockets, 8);
    await hand.run(
      '[end.close() for pair in pairs for end in pair]',
      '[end.close() for end in waiting]',
      'listener.close()',
    );
  });

  it('has only what holds an address, the wildcards included', async () => {
    await hand.run(
      'one = listen(4008, "127.0.0.1")',
      'two = listen(4008, "127.0.0.2")',
      'six = socket.socket(socket.AF_INET6); six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)',
      'six.bind(("::", 4008)); six.listen(1)',
    );
    const at = async (address: string) =>
      (await find({ port: 4008, address })).map(({ localAddress }) => localAddress).sort();
    assert.deepEqual(await at('127.0.0.2'), ['127.0.0.2']);
    assert.deepEqual(await at('127.0.0.3'), []);
    assert.deepEqual(await at('0.0.0.0'), ['127.0.0.1', '127.0.0.2']);
    assert.deepEqual(await at('::1'), ['::']);
    assert.equal((await at('::')).length, 3);
    await hand.run('one.close(); two.close(); six.close()');
  });

  it('has what holds the path of a UNIX socket, and an abstract one', async () => {
    const path = `/tmp/sockdiag-find-owners-${process.pid}.sock`;
    await hand.run(
      `bound = socket.socket(socket.AF_UNIX); bound.bind(${JSON.stringify(path)}); bound.listen(1)`,
      'client = socket.socket(socket.AF_UNIX); client.connect(bound.getsockname())',
      'server = bound.accept()[0]',
      'abstract = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); abstract.bind("\\0sockdiag-test")',
    );
    const holders = await find({ path });
    assert.deepEqual(
      holders.map(({ protocol, state, type, path, owners }) => [protocol, state, type, path, owners[0]?.pid]),
      [
        ['unix', 'LISTEN', 'stream', path, hand.pid],
        ['unix', 'ESTABLISHED', 'stream', path, hand.pid],
      ],
    );
    const [abstract] = await find({ path: '@sockdiag-test' });
    assert.deepEqual([abstract?.path, abstract?.type, abstract?.state], ['@sockdiag-test', 'dgram', 'CLOSE']);
    assert.deepEqual(await find({ path: '@sockdiag' }), []);
    await hand.run(
      'bound.close(); client.close(); server.close(); abstract.close()',
      `os.unlink(${JSON.stringify(path)})`,
    );
    assert.deepEqual(await find({ path }), []);
  });

  it('gives the same by BPF and by /proc, and from /proc alone but for what that has not', async () => {
    await hand.run('listener = listen(4009)', 'client, server = connect(listener)');
    const plain = (holders: readonly Holder[]) => JSON.stringify(holders);
    const procfs = plain(await find({ port: 4009, ownerMethod: 'procfs' }));
    const { holders, report } = await findOwners({ port: 4009, source: 'procfs' });
    assert.deepEqual(holders.map(short), (await find(4009)).map(short));
    assert.match(report.boundUnlisted ?? '', /^only sock_diag lists them/);
    try {
      assert.equal(plain(await find({ port: 4009, ownerMethod: 'bpf' })), procfs);
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'ERR_BPF_UNAVAILABLE');
    }
    await hand.run('client.close(); server.close(); listener.close()');
  });

  it('ends with its signal', async () => {
    await assert.rejects(find({ port: 1, signal: AbortSignal.abort(new Error('enough')) }), { message: 'enough' });
  });
});

describe('a query of findOwners', () => {
  for (const [wanted, message] of [
    [0, /^port: '0' is not a whole number from 1 to 65535/],
    [65536, /^port/],
    [1.5, /^port/],
    ['80', /^query must be an object/],
    [null, /^query must be an object/],
    [undefined, /^query must be an object/],
    [{}, /^port or path must be given/],
    [{ port: '80' }, /^port: '80' is not/],
    [{ prot: 80 }, /^prot: a query has no such key; did you mean 'port'/],
    [{ port: 80, protocol: 'raw' }, /^protocol: unknown 'raw', known are tcp, udp, sctp, udplite, dccp/],
    [{ port: 80, address: 'localhost' }, /^address: 'localhost' is no IPv4 or IPv6 address/],
    [{ port: 80, address: 1 }, /^address must be a string/],
    [{ path: '' }, /^path must not be empty/],
    [{ path: 1 }, /^path must be a string/],
    [{ path: '/x', port: 80 }, /^path: a UNIX socket has no port/],
    [{ port: 80, source: 'x' }, /^source: unknown 'x'/],
    [{ port: 80, ownerMethod: 'x' }, /^ownerMethod: unknown 'x'/],
  ] as [unknown, RegExp][]) {
    it(`that is ${JSON.stringify(wanted)} rejects with what is wrong`, () =>
      assert.rejects(findOwners(wanted as number), { name: 'TypeError', message }));
  }
});

describe('whyBoundUnlisted', () => {
  const report = { ...newReport(), sockets: 0, leftOut: 0 };
  const netlink = { ...report, sources: { tcp: { source: 'netlink' as const } } };

  it('says which kernel lists no bound sockets that do not listen', () => {
    const why = (kernel: string) => whyBoundUnlisted({ holders: [], report: netlink }, kernel);
    for (const kernel of ['5.15.0-91-generic', '6.7.12', '4.18.0-513.el8.x86_64'])
      assert.equal(why(kernel), `Linux ${kernel} does not list them, 6.8 is the first`);
    for (const kernel of ['6.8.0-31-generic', '6.18.1', '7.0.0']) assert.equal(why(kernel), undefined);
  });

  it('says nothing where there is one, or where no TCP was asked for', () => {
    const holders = [{ state: 'BOUND_INACTIVE' }] as Holder[];
    assert.equal(whyBoundUnlisted({ holders, report: netlink }, '5.14.0-el9'), undefined);
    assert.equal(whyBoundUnlisted({ holders: [], report }, '5.14.0'), undefined);
  });
});
