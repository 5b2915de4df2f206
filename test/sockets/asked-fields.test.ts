import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { setegid, seteuid } from 'node:process';
import { after, before, describe, it } from 'node:test';
import {
  ASKED_FIELDS,
  type Query,
  type SocketChange,
  snapshot,
  snapshots,
  type WatchQuery,
  watch,
} from '../../src/index.ts';
import { ByHand } from '../support/by-hand.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const isRoot = process.geteuid?.() === 0;
const skip = skipUnless(!namespaceMissing && isRoot, namespaceMissing ?? 'not root: only root may set a mark');
const NOBODY = 65534;

describe('fields that a query asks for by their names', { skip }, () => {
  const hand = new ByHand();
  let port: number;
  before(async () => {
    port = await hand.run<number>(
      'listener = listen()',
      'listener.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, struct.pack("I", 0xfffffffe))',
      'result = listener.getsockname()[1]',
    );
    await hand.run('client = socket.socket()', 'client.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, 7)');
    await hand.run(`client.connect(("127.0.0.1", ${port}))`, 'server, _ = listener.accept()');
  });
  after(() => hand.stop());

  const marks = async (query: Query) => {
    const rows = [...(await snapshot({ protocols: ['tcp'], families: ['inet'], ...query }))];
    const own = (end: 'localPort' | 'remotePort', state: string) =>
      rows.find((row) => row[end] === port && row.state === state);
    return [own('localPort', 'LISTEN'), own('remotePort', 'ESTABLISHED')].map((row) => row?.mark);
  };

  it('are there when they are named, however large they are', async () => {
    assert.deepEqual(await marks({ fields: ['mark'] }), [0xfffffffe, 7]);
    const table = await snapshot({ protocols: ['tcp'], fields: ['mark'], localPorts: [port], states: ['LISTEN'] });
    assert.equal(table.toJSON()[0]?.mark, 0xfffffffe);
  });

  it('are null, and no key in JSON, when they are not named', async () => {
    assert.deepEqual(await marks({}), [null, null]);
    assert.equal(
      (await snapshot({ protocols: ['tcp'] })).toJSON().some((row) => 'mark' in row),
      false,
    );
  });

  it('are null where the source does not tell them: /proc, and the kernel to whoever may not know', async () => {
    assert.deepEqual(await marks({ fields: ['mark'], source: 'procfs' }), [null, null]);
    setegid?.(NOBODY);
    seteuid?.(NOBODY);
    try {
      assert.deepEqual(await marks({ fields: ['mark'], source: 'netlink' }), [null, null]);
    } finally {
      seteuid?.(0);
      setegid?.(0);
    }
  });

  it('are kept by what follows them through batches, dropped rows and joined tables', async () => {
    const pids = [hand.pid];
    assert.deepEqual(await marks({ fields: ['mark'], pids, owners: true }), [0xfffffffe, 7]);
  });

  it('are in the sockets of a stream, and in tables again and again', async () => {
    const query: Query = { protocols: ['tcp'], fields: ['mark'], localPorts: [port], states: ['LISTEN'] };
    for await (const batch of watch(query)) {
      assert.equal(batch.sockets.at(0)?.mark, 0xfffffffe);
      break;
    }
    for await (const table of snapshots(query)) {
      assert.equal(table.at(0)?.mark, 0xfffffffe);
      break;
    }
  });

  it('are kept by a stream through the states after an end', async () => {
    const states: [string, number | null][] = [];
    for await (const batch of watch({ protocols: ['tcp'], fields: ['mark'], remotePorts: [port], interval: 50 })) {
      for (const change of batch) if ('socket' in change) states.push([change.socket.state, change.socket.mark]);
      if (states.length === 1) await hand.run('client.close()');
      if (states.length > 1) break;
    }
    assert.deepEqual(states, [
      ['ESTABLISHED', 7],
      ['FIN_WAIT2', 7],
    ]);
  });

  it('are a change of their own in a stream', async () => {
    const query: WatchQuery = { protocols: ['tcp'], localPorts: [port], states: ['LISTEN'], interval: 50 };
    const changes: unknown[] = [];
    for await (const batch of watch({ ...query, fields: ['mark'] })) {
      for (const { type, socket, previousState } of batch as Iterable<SocketChange>)
        changes.push([type, socket.mark, previousState]);
      if (changes.length > 1) break;
      await hand.run('listener.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, 9)');
    }
    assert.deepEqual(changes, [
      ['present', 0xfffffffe, undefined],
      ['changed', 9, 'LISTEN'],
    ]);
  });

  it('are a TypeError when there is no such field', async () => {
    await assert.rejects(snapshot({ fields: ['marks' as 'mark'] }), {
      name: 'TypeError',
      message: `fields: unknown 'marks', known are ${ASKED_FIELDS.join(', ')}`,
    });
  });
});

describe('type of service, traffic class and congestion control', { skip }, () => {
  const hand = new ByHand();
  const FIELDS = ['tos', 'tclass', 'congestion'] as const;
  const ports = { inet: 0, inet6: 0 };
  before(async () => {
    for (const [family, host, option] of [
      ['inet', '127.0.0.1', 'socket.IPPROTO_IP, socket.IP_TOS, 0x10'],
      ['inet6', '::1', 'socket.IPPROTO_IPV6, socket.IPV6_TCLASS, 0x20'],
    ] as const) {
      ports[family] = await hand.run<number>(
        `${family} = socket.socket(socket.AF_${family.toUpperCase()})`,
        `${family}.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")`,
        `${family}.setsockopt(${option})`,
        `${family}.bind(("${host}", 0))`,
        `${family}.listen()`,
        `result = ${family}.getsockname()[1]`,
      );
    }
  });
  after(() => hand.stop());

  const listeners = async (query: Query) => {
    const localPorts = Object.values(ports);
    const table = await snapshot({ protocols: ['tcp'], states: ['LISTEN'], localPorts, ...query });
    return [...table].map(({ tos, tclass, congestion }) => ({ tos, tclass, congestion }));
  };

  it('are what the sockets were given, of each IP version its own', async () => {
    assert.deepEqual(await listeners({ fields: FIELDS }), [
      { tos: 0x10, tclass: null, congestion: 'reno' },
      { tos: 0, tclass: 0x20, congestion: 'reno' },
    ]);
    const plain = (await snapshot({ protocols: ['tcp'], localPorts: [ports.inet6], fields: FIELDS })).toJSON()[0];
    assert.deepEqual([plain?.tos, plain?.tclass, plain?.congestion], [0, 0x20, 'reno']);
  });

  it('are there one by one', async () => {
    for (const field of FIELDS) {
      const [row] = (await snapshot({ protocols: ['tcp'], localPorts: [ports.inet], fields: [field] })).toJSON();
      assert.deepEqual(
        FIELDS.filter((name) => row !== undefined && name in row),
        [field],
      );
    }
  });

  it('are null from /proc, and of a socket that is not of TCP, or waits for its end', async () => {
    const none = { tos: null, tclass: null, congestion: null };
    assert.deepEqual(await listeners({ fields: FIELDS, source: 'procfs' }), [none, none]);
    const bound = await hand.run<number>(
      'udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
      'udp.bind(("127.0.0.1", 0))',
      'result = udp.getsockname()[1]',
    );
    const [udp] = await snapshot({ protocols: ['udp'], localPorts: [bound], fields: FIELDS });
    assert.deepEqual([udp?.tos, udp?.congestion], [0, null]);
    await hand.run(
      `over = socket.create_connection(("127.0.0.1", ${ports.inet}))`,
      'peer, _ = inet.accept()',
      'over.close()',
      'peer.close()',
    );
    const [waiting] = await snapshot({ states: ['TIME_WAIT'], remotePorts: [ports.inet], fields: FIELDS });
    assert.deepEqual([waiting?.state, waiting?.tos, waiting?.congestion], ['TIME_WAIT', null, null]);
  });

  it('stay with a socket that is told of as closed, and are a change of their own', async () => {
    const told: unknown[] = [];
    const localPorts = [ports.inet];
    for await (const batch of watch({
      protocols: ['tcp'],
      fields: FIELDS,
      localPorts,
      states: ['LISTEN'],
      interval: 50,
    })) {
      // On a busy machine it may also be told that a tick was late.
      const changes = [...batch].filter((change): change is SocketChange => change.type !== 'late');
      for (const { type, socket } of changes) told.push([type, socket.tos, socket.congestion]);
      if (told.length > 2) break;
      if (told.length === 1) await hand.run('inet.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")');
      if (told.length === 2) await hand.run('inet.close()');
    }
    assert.deepEqual(told, [
      ['present', 0x10, 'reno'],
      ['changed', 0x10, 'cubic'],
      ['closed', 0x10, 'cubic'],
    ]);
  });
});

const UNIFIED = '/tmp/sockdiag-cgroup2';

describe('the control group', { skip }, () => {
  const hand = new ByHand();
  after(async () => {
    await hand.stop();
    spawnSync('sh', ['-c', `rmdir ${UNIFIED}/sockdiag-test; umount ${UNIFIED}; rmdir ${UNIFIED}`]);
  });

  it('is the inode of the folder that the process was in when it made the socket', async (t) => {
    const made = spawnSync('sh', [
      '-c',
      `mkdir -p ${UNIFIED} && mount -t cgroup2 none ${UNIFIED} && mkdir -p ${UNIFIED}/sockdiag-test && echo ${hand.pid} > ${UNIFIED}/sockdiag-test/cgroup.procs`,
    ]);
    if (made.status !== 0) return t.skip(`no cgroup2: ${made.stderr}`);
    const port = await hand.run<number>('inside = listen()', 'result = inside.getsockname()[1]');
    const query: Query = { protocols: ['tcp'], localPorts: [port] };
    const id = statSync(`${UNIFIED}/sockdiag-test`, { bigint: true }).ino;
    const [row] = await snapshot({ ...query, fields: ['cgroup'] });
    assert.equal(row?.cgroup, id);
    assert.equal(row?.toJSON().cgroup, `${id}`);
    const [other] = await snapshot({ ...query, fields: ['mark'] });
    assert.equal(other?.cgroup, null);
    const [read] = await snapshot({ ...query, fields: ['cgroup'], source: 'procfs' });
    assert.equal(read?.cgroup, null);
  });
});
