import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Addon, SubscriptionHandle } from '../../src/kernel/addon/addon.ts';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { NETLINK_SOCK_DIAG } from '../../src/kernel/netlink/dump.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const { addon, reason } = loadAddon();
const native = addon as Addon;
const skip =
  skipUnless(addon !== undefined, `no addon: ${reason}`) || skipUnless(!namespaceMissing, `${namespaceMissing}`);

/** `enum sknetlink_groups` of include/uapi/linux/sock_diag.h. */
const TCP = 1;
const UDP = 2;
const TCP6 = 3;
const UDP6 = 4;
const PLENTY = 1 << 20;
// The kernel makes it the least it allows.
const TINY = 1;
const ROOM = 1 << 20;

const NLMSG_ERROR = 2;
const SOCK_DIAG_BY_FAMILY = 20;
const EINVAL = 22;
const EMSGSIZE = 90;
const EPROTONOSUPPORT = 93;
const ENOBUFS = 105;
const ECANCELED = 125;

/** An NLMSG_NOOP that wants to be acknowledged: the kernel answers at once. */
function knock(sequence: number): Uint8Array {
  const words = new Uint32Array([16, 0, sequence, 0]);
  new Uint16Array(words.buffer).set([1, 0x5], 2);
  return new Uint8Array(words.buffer);
}

interface Message {
  type: number;
  sequence: number;
  payload: DataView;
}

function messagesIn(bytes: ArrayBuffer): Message[] {
  const messages: Message[] = [];
  const words = new Uint32Array(bytes);
  for (let at = 0; at < bytes.byteLength; ) {
    const length = words[at >> 2] as number;
    const type = (words[(at >> 2) + 1] as number) & 0xffff;
    const sequence = words[(at >> 2) + 2] as number;
    messages.push({ type, sequence, payload: new DataView(bytes, at + 16, length - 16) });
    at += (length + 3) & ~3;
  }
  return messages;
}

/** The port of its own that a socket had whose end is told; NaN for any other message. */
const portOf = ({ type, payload }: Message) => (type === SOCK_DIAG_BY_FAMILY ? payload.getUint16(4) : Number.NaN);
const sequences = (messages: Message[]) => messages.map(({ sequence }) => sequence);
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** A subscription whose reads are promises. */
class Listener {
  readonly handle: SubscriptionHandle;
  readonly #waiting: ((answer: [errno: number, syscall: string, bytes: number, done: boolean]) => void)[] = [];

  constructor(groups: number[], receiveBuffer = PLENTY) {
    const answer = (...result: [number, string, number, boolean]) => this.#waiting.shift()?.(result);
    this.handle = new native.Subscription(NETLINK_SOCK_DIAG, Uint32Array.from(groups), receiveBuffer, answer);
  }

  answer(buffer = new ArrayBuffer(ROOM)) {
    const answer = new Promise<[number, string, number, boolean]>((resolve) => this.#waiting.push(resolve));
    this.handle.read(buffer);
    return answer;
  }

  async read(bytes = ROOM): Promise<Message[]> {
    const buffer = new ArrayBuffer(bytes);
    const [errno, syscall, length, done] = await this.answer(buffer);
    assert.deepEqual([errno, syscall, done], [0, '', false]);
    assert.ok(length > 0 && length <= bytes);
    return messagesIn(buffer.slice(0, length));
  }

  /** Reads until it has heard of the ends of sockets with all of these ports. */
  async readEnds(ports: number[]): Promise<Message[]> {
    const missing = new Set(ports);
    const heard: Message[] = [];
    while (missing.size > 0) {
      const messages = await this.read();
      for (const message of messages) missing.delete(portOf(message));
      heard.push(...messages);
    }
    return heard;
  }

  /** Knocks until an answer found no room; returns its sequence number. */
  overrun(first: number): number {
    const before = this.handle.drops();
    for (let sequence = first; ; sequence++) {
      this.handle.send(knock(sequence));
      if (this.handle.drops() !== before) return sequence;
    }
  }
}

/** Opens and closes a UDP socket; returns the port it had. */
async function shortSocket(host: string): Promise<number> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Makes a connection and closes it, the client first; returns the port of the client and of the server. */
async function shortConnection(host: string): Promise<number[]> {
  const server = createServer((peer) => peer.end()).listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(port, host).resume();
  await once(client, 'connect');
  const own = client.localPort as number;
  client.end();
  await once(client, 'close');
  server.close();
  return [own, port];
}

const counts = () => ({
  threads: readdirSync('/proc/self/task').length,
  descriptors: readdirSync('/proc/self/fd').length,
});
const base = { threads: 0, descriptors: 0 };

/** Waits until there are no more threads and descriptors than before the first test; says how many when that never comes. */
async function settlesAtBase() {
  const deadline = performance.now() + 20_000;
  const above = ({ threads, descriptors }: typeof base) => threads > base.threads || descriptors > base.descriptors;
  while (performance.now() < deadline && above(counts())) await setImmediate();
  assert.deepEqual(counts(), base);
}

describe('a subscription', { skip }, () => {
  const open: Listener[] = [];
  const listen = (groups: number[], receiveBuffer?: number) => {
    const listener = new Listener(groups, receiveBuffer);
    open.push(listener);
    return listener;
  };

  before(async () => {
    assert.equal(spawnSync('ip', ['link', 'set', 'lo', 'up']).status, 0);
    // Makes Node open what it keeps, and starts its pool of threads.
    await stat('/');
    for (const host of ['127.0.0.1', '::1']) {
      await shortConnection(host);
      await shortSocket(host);
    }
    Object.assign(base, counts());
  });
  afterEach(async () => {
    for (const { handle } of open.splice(0)) handle.close();
    await settlesAtBase();
  });

  for (const [kind, group, host, work] of [
    ['TCP', TCP, '127.0.0.1', shortConnection],
    ['TCP', TCP6, '::1', shortConnection],
    ['UDP', UDP, '127.0.0.1', shortSocket],
    ['UDP', UDP6, '::1', shortSocket],
  ] as const) {
    it(`hears of the end of every short ${kind} socket of ${host}`, async () => {
      const listener = listen([group]);
      for (let i = 0; i < 50; i++) await listener.readEnds([await work(host)].flat());
    });
  }

  it('hears all its groups, and several hear the same', async () => {
    const both = [listen([UDP, UDP6]), listen([UDP6, UDP])];
    const ports = [await shortSocket('::1'), await shortSocket('127.0.0.1')];
    for (const listener of both) await listener.readEnds(ports);
  });

  it('misses nothing that ends after it was made and before its first read', async () => {
    const listener = listen([UDP]);
    const ports: number[] = [];
    for (let i = 0; i < 200; i++) ports.push(await shortSocket('127.0.0.1'));
    await listener.readEnds(ports);
  });

  it('has the answers to what it sent when send() returns', async () => {
    const listener = listen([]);
    for (const sequence of upTo(1, 100)) listener.handle.send(knock(sequence));
    const answers = await listener.read();
    assert.deepEqual(sequences(answers), upTo(1, 100));
    for (const { type, payload } of answers) assert.deepEqual([type, payload.getInt32(0)], [NLMSG_ERROR, 0]);
  });

  it('reads an answer behind the ends that were there before it was asked', async () => {
    const first = listen([UDP]);
    // The kernel serves who joined last before the others, so what the first has heard the second has as well.
    const second = listen([UDP]);
    const port = await shortSocket('127.0.0.1');
    await first.readEnds([port]);
    second.handle.send(knock(7));
    const heard = await second.readEnds([port]);
    if (heard.at(-1)?.sequence !== 7) heard.push(...(await second.read()));
    assert.ok(heard.length > 1);
    assert.deepEqual(
      heard.map(({ type }) => type),
      [...heard.slice(1).map(() => SOCK_DIAG_BY_FAMILY), NLMSG_ERROR],
    );
  });

  it('answers a read that waits as soon as something is there', async () => {
    const listener = listen([]);
    const pending = listener.read();
    for (let turn = 0; turn < 50; turn++) await setImmediate();
    listener.handle.send(knock(1));
    assert.deepEqual(sequences(await pending), [1]);
  });

  it('fills the buffers in the order they were lent in', async () => {
    const listener = listen([]);
    const reads = [listener.read(32 * 1024), listener.read(32 * 1024), listener.read(32 * 1024)];
    for (const sequence of [1, 2, 3]) listener.handle.send(knock(sequence));
    assert.deepEqual((await Promise.all(reads)).map(sequences), [[1], [2], [3]]);
  });

  it('counts what found no room, tells of it behind what was there before, and hears again', async () => {
    const listener = listen([], TINY);
    assert.equal(listener.handle.drops(), 0);
    const dropped = listener.overrun(1);
    assert.deepEqual(sequences(await listener.read()), upTo(1, dropped - 1));
    assert.deepEqual(await listener.answer(), [ENOBUFS, 'recvmsg', 0, false]);
    listener.handle.send(knock(dropped + 1));
    assert.deepEqual(sequences(await listener.read()), [dropped + 1]);
    assert.equal(listener.handle.drops(), 1);
  });

  it('says what the kernel made its receive buffer', () => {
    // So much every kernel allows to everyone.
    assert.equal(listen([], 64 * 1024).handle.receiveBuffer(), 128 * 1024);
    const least = listen([], TINY).handle.receiveBuffer();
    assert.ok(least > TINY && least < 64 * 1024, `${least}`);
  });

  it('throws the errno of a protocol or group there is none of, and leaves nothing behind', () => {
    const make = (protocol: number, groups: number[]) => () =>
      new native.Subscription(protocol, Uint32Array.from(groups), PLENTY, () => {});
    assert.throws(make(31, [1]), { errno: EPROTONOSUPPORT, syscall: 'socket' });
    for (const group of [0, 9999, 0xffffffff]) {
      assert.throws(make(NETLINK_SOCK_DIAG, [1, group]), {
        errno: EINVAL,
        syscall: 'setsockopt NETLINK_ADD_MEMBERSHIP',
      });
    }
    assert.deepEqual(counts(), base);
  });

  it('throws the errno of a request that is too long, and goes on', async () => {
    const listener = listen([]);
    assert.throws(() => listener.handle.send(new Uint8Array(64 << 20)), { errno: EMSGSIZE, syscall: 'send' });
    listener.handle.send(knock(1));
    assert.deepEqual(sequences(await listener.read()), [1]);
  });

  it('answers every read that waits with ECANCELED when it is closed', async () => {
    for (let i = 0; i < 50; i++) {
      const listener = listen([TCP]);
      const answers = [listener.answer(), listener.answer(), listener.answer()];
      for (let turn = 0; turn < i % 5; turn++) await setImmediate();
      listener.handle.close();
      listener.handle.close();
      assert.deepEqual(await Promise.all(answers), Array(3).fill([ECANCELED, 'abort', 0, true]));
    }
  });

  it('leaves no thread and no descriptor, read or unread, many at once', async () => {
    const many = Array.from({ length: 30 }, () => listen([TCP, UDP]));
    for (const [i, listener] of many.entries()) if (i % 3 > 0) void listener.answer();
    assert.ok(counts().threads >= base.threads + 30 && counts().descriptors >= base.descriptors + 30);
    for (const { handle } of many) handle.close();
    await settlesAtBase();
  });
});
