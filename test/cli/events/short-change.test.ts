import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { shortChange } from '../../../src/cli/events/short-change.ts';
import type { ChangeJSON } from '../../../src/index.ts';
import { ByHand } from '../../support/by-hand.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { RunningCommand } from '../../support/running-command.ts';
import { skipUnless } from '../../support/skip.ts';

const MOST = 450;
const SERVER = '10.123.45.167';
const CLIENT = '10.123.45.168';

interface Line {
  type: string;
  id: number;
  socket: { localAddress: string; localPort: number; owners: { pid: number; comm: string }[]; tcpInfo?: object };
  unseen?: true;
}

/** With the pids of a machine on which many processes were started. */
const widest = (line: string) => line.replace(/"pid":\d+/g, '"pid":4194303');

describe('the line of a short connection', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  let command: RunningCommand;
  before(async () => {
    world = new ByHand();
    await world.run('open("/proc/self/comm", "w").write("postgres")');
    for (const address of [SERVER, CLIENT]) spawnSync('ip', ['address', 'add', `${address}/32`, 'dev', 'lo']);
    await world.run(
      `server = socket.socket(); server.bind(("${SERVER}", 54321)); server.listen()`,
      'def meet():',
      `    client = socket.socket(); client.bind(("${CLIENT}", 0)); client.connect(server.getsockname())`,
      '    accepted, _ = server.accept()',
      '    client.send(b"x" * 1234); accepted.recv(1234); accepted.send(b"y" * 9999); client.recv(9999)',
      '    return client, accepted',
    );
    command = new RunningCommand(['events', '-tp', '--json', '--all-present', '--interval', '0.1']);
    await command.until((lines) => lines.some((line) => line.includes('"LISTEN"')));
  });
  after(async () => {
    await command.end('SIGINT');
    await world.stop();
  });

  const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Line);
  const closed = (lines: readonly string[], isOne: (line: Line) => boolean) => {
    return lines.filter((line) => line.includes('"type":"closed"') && isOne(JSON.parse(line)));
  };

  it(`has less than ${MOST} bytes where no look at the tables has seen it`, async () => {
    await world.run('for _ in range(20):', '    a, b = meet(); a.close(); b.close()');
    const isOne = ({ unseen }: Line) => unseen === true;
    await command.until((lines) => closed(lines, isOne).length >= 20);
    for (const line of closed(command.lines, isOne)) {
      assert.match(line, /"localAddress":"10\.123\.45\.16[78]","localPort":\d{5},.*"tcpInfo":/);
      assert.ok(Buffer.byteLength(widest(line)) < MOST, line);
    }
  });

  it('has the process that held it, where a look has seen it alive, by its id and its name alone', async () => {
    const port = await world.run<number>('held = meet(); result = port(held[0])');
    const isEnd = ({ socket }: Line) => socket.localAddress === CLIENT && socket.localPort === port;
    await command.until((lines) => parsed(lines).some((line) => isEnd(line) && line.socket.owners.length > 0));
    await world.run('held[1].close(); held[0].recv(1); held[0].close()');
    await command.until((lines) => closed(lines, isEnd).length > 0);
    const [line = ''] = closed(command.lines, isEnd);
    assert.deepEqual((JSON.parse(line) as Line).socket.owners, [{ pid: world.pid, comm: 'postgres' }]);
    assert.ok(line.includes('"tcpInfo"'), line);
  });
});

const REMOTE = { remoteAddress: '::2', remotePort: 2 };

describe('shortChange', () => {
  const owner = { pid: 7, fd: 3, name: '/usr/bin/x', comm: 'x' };
  const change = (socket: object, more: object = {}) => {
    const json = { type: 'closed', time: '2026-01-01T00:00:00.000Z', monotonic: 1.5, id: 1, socket, ...more };
    return shortChange(json as unknown as ChangeJSON) as Record<string, unknown>;
  };

  it('leaves out what another key says', () => {
    const inet = { protocol: 'tcp', family: 'inet6', state: 'CLOSE', localAddress: '::1', localPort: 1, cookie: '9' };
    const { socket, ...others } = change({ ...inet, ...REMOTE, uid: null, inode: 5 });
    assert.deepEqual(others, { type: 'closed', time: '2026-01-01T00:00:00.000Z', id: 1 });
    const { family: _, cookie: __, ...ends } = inet;
    assert.deepEqual(socket, { ...ends, ...REMOTE, uid: null });
  });

  it('keeps the inode by which a UNIX socket is known', () => {
    const unix = {
      protocol: 'unix',
      family: 'unix',
      state: 'CLOSE',
      type: 'dgram',
      path: '/x',
      inode: 5,
      peerInode: null,
    };
    const { family, ...kept } = unix;
    assert.deepEqual(change(unix).socket, kept);
  });

  it('has each process once, now and before', () => {
    const owners = [owner, { ...owner, fd: 4 }, { ...owner, pid: 8 }];
    const short = [
      { pid: 7, comm: 'x' },
      { pid: 8, comm: 'x' },
    ];
    const { socket, previousOwners } = change({ family: 'inet', owners }, { previousOwners: owners });
    assert.deepEqual((socket as { owners: object }).owners, short);
    assert.deepEqual(previousOwners, short);
  });

  it('has ages in whole ms, between which the truth still is', () => {
    assert.deepEqual(change({}, { age: { atLeast: 1.9, atMost: 2.1 } }).age, { atLeast: 1, atMost: 3 });
    assert.deepEqual(change({}, { age: { atLeast: 0, atMost: null } }).age, { atLeast: 0, atMost: null });
  });

  it('has all of what is of no socket but the second clock', () => {
    const gap = { type: 'gap', time: '2026-01-01T00:00:00.000Z', monotonic: 1, lost: null } as const;
    const { monotonic, ...kept } = gap;
    assert.deepEqual(shortChange(gap), kept);
  });
});
