import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { setegid, seteuid } from 'node:process';
import { after, before, describe, it } from 'node:test';
import { type Query, type SocketChange, snapshot, snapshots, type WatchQuery, watch } from '../../src/index.ts';
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
      message: "fields: unknown 'marks', known are mark",
    });
  });
});
