import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { SockdiagError } from '../../../src/base/errors.ts';
import type { Addon, OnRead } from '../../../src/kernel/addon/addon.ts';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { dump, NETLINK_SOCK_DIAG } from '../../../src/kernel/netlink/dump.ts';
import { buildRequest, NLM_F_DUMP, NLM_F_REQUEST, walkMessages } from '../../../src/kernel/netlink/message.ts';
import type { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { packageFile } from '../../../src/package-root.ts';
import { inetDiagRequest, SOCK_DIAG_BY_FAMILY } from '../../../src/sockets/netlink/inet-request.ts';
import { AF_INET, PROTOCOL_NUMBERS, STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

const { addon, reason } = loadAddon();
const native = addon as Addon;
const skip =
  skipUnless(addon !== undefined, `no addon: ${reason}`) || skipUnless(!namespaceMissing, `${namespaceMissing}`);

const WORLD = packageFile('bench/world.py');
const NETLINK_ROUTE = 0;
const NLMSG_NOOP = 1;
const RTM_NEWADDR = 20;
const RTM_GETNEXTHOP = 106;

// More than fill the two buffers of a dump several times over.
const SOCKETS = 8000;
const EVERY_TCP = inetDiagRequest({ family: AF_INET, protocol: PROTOCOL_NUMBERS.tcp, states: 0xfff });
const ESTABLISHED = 1 << STATE_NUMBERS.ESTABLISHED;
const LISTENERS = inetDiagRequest({
  family: AF_INET,
  protocol: PROTOCOL_NUMBERS.tcp,
  states: 1 << STATE_NUMBERS.LISTEN,
});
const CONNECTIONS = inetDiagRequest({ family: AF_INET, protocol: PROTOCOL_NUMBERS.tcp, states: ESTABLISHED });

/** Counts the rows of a reply, and that it ended where it says so. */
async function countRows(replies: AsyncIterable<ReplyBytes>, onChunk = async (_reply: ReplyBytes) => {}) {
  let rows = 0;
  let done = false;
  for await (const reply of replies) {
    assert.equal(done, false, 'bytes after the end');
    done = walkMessages(reply, 'test', () => rows++).done;
    await onChunk(reply);
  }
  assert.equal(done, true, 'no end');
  return rows;
}

const ask = (protocol: number, type: number, flags: number, payload: readonly number[]) =>
  countRows(dump(native, protocol, buildRequest(type, flags, Uint8Array.from(payload))));

const threads = () => readdirSync('/proc/self/task').length;
const descriptors = () => readdirSync('/proc/self/fd').length;

/** What there was before the first dump. */
const base = { threads: 0, descriptors: 0 };

/** Waits until there are no more than then; says how many there are when that never comes. */
async function settlesAtBase() {
  const now = () => ({ threads: threads(), descriptors: descriptors() });
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline && (threads() > base.threads || descriptors() > base.descriptors)) {
    await setImmediate();
  }
  assert.deepEqual(now(), base);
}

describe('dump', { skip }, () => {
  let endWorld = async () => {};

  before(async () => {
    const args = [WORLD, '--sockets', `${SOCKETS}`, '--processes', '2', '--listeners', '4', '--seconds', '300'];
    const child = spawn('python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    endWorld = () => {
      child.stdin.end();
      return exit;
    };
    const { value } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
    assert.equal(JSON.parse(value ?? '{}').sockets, SOCKETS);
    // Starts Node's own pool of threads, which are no leak of ours.
    await stat('/');
    Object.assign(base, { threads: threads(), descriptors: descriptors() });
  });
  after(() => endWorld());
  afterEach(() => settlesAtBase());

  it('yields the whole reply, its end included', async () => {
    assert.equal(await countRows(dump(native, NETLINK_SOCK_DIAG, CONNECTIONS)), SOCKETS);
  });

  it('keeps to two buffers however slow its reader is, and loses nothing', async () => {
    const buffers = new Set<ArrayBufferLike>();
    let chunks = 0;
    const rows = await countRows(dump(native, NETLINK_SOCK_DIAG, CONNECTIONS), async (reply) => {
      buffers.add(reply.u8.buffer);
      chunks++;
      const before = Buffer.from(reply.u8);
      for (let turn = 0; turn < 200; turn++) await setImmediate();
      assert.ok(before.equals(reply.u8), 'a chunk was written to while it was read');
    });
    assert.equal(rows, SOCKETS);
    assert.ok(chunks > 2 && buffers.size === 2, `${chunks} chunks in ${buffers.size} buffers`);
  });

  it('runs many times at once', async () => {
    const dumps = Array.from({ length: 12 }, () => countRows(dump(native, NETLINK_SOCK_DIAG, CONNECTIONS)));
    assert.deepEqual(
      await Promise.all(dumps),
      dumps.map(() => SOCKETS),
    );
  });

  it('fails with the errno of a request that is bad', async () => {
    await assert.rejects(ask(NETLINK_SOCK_DIAG, 9999, NLM_F_REQUEST | NLM_F_DUMP, []), failure('EINVAL', 22));
    await assert.rejects(
      ask(NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, [AF_INET]),
      failure('EINVAL', 22),
    );
    await assert.rejects(countRows(dump(native, NETLINK_SOCK_DIAG, new Uint8Array(3))), failure('EINVAL', 22));
    await assert.rejects(countRows(dump(native, NETLINK_SOCK_DIAG, EVERY_TCP.subarray(0, 40))), failure('EINVAL', 22));
    await assert.rejects(countRows(dump(native, 31, EVERY_TCP)), failure('EPROTONOSUPPORT', 93));
  });

  it('fails with the errno an NLMSG_DONE carries: so a protocol without a diag module answers', async () => {
    const request = inetDiagRequest({ family: AF_INET, protocol: 254, states: 0xfff });
    await assert.rejects(countRows(dump(native, NETLINK_SOCK_DIAG, request)), failure('ENOENT', 2));
  });

  it("fails in the kernel's own words where it has some, in an NLMSG_DONE and in an NLMSG_ERROR", async () => {
    const badHeader = [AF_INET, 1, 1, 1, 0, 0, 0, 0];
    const dumped = ask(NETLINK_ROUTE, RTM_GETNEXTHOP, NLM_F_REQUEST | NLM_F_DUMP, badHeader);
    await assert.rejects(dumped, { code: 'EINVAL', message: /nexthop dump request/ });
    const tooLongPrefix = [AF_INET, 99, 0, 0, 1, 0, 0, 0, 8, 0, 2, 0, 127, 0, 0, 1];
    const acknowledged = ask(NETLINK_ROUTE, RTM_NEWADDR, NLM_F_REQUEST, tooLongPrefix);
    await assert.rejects(acknowledged, { code: 'EINVAL', message: /prefix length/ });
  });

  it('throws the reason of a signal that was raised before, and starts nothing', async () => {
    const reason = new Error('before');
    const pending = countRows(dump(native, NETLINK_SOCK_DIAG, EVERY_TCP, AbortSignal.abort(reason)));
    assert.equal(threads(), base.threads);
    await assert.rejects(pending, (error) => error === reason);
  });

  it('throws the reason of a signal raised at once after the start', async () => {
    const controller = new AbortController();
    const pending = countRows(dump(native, NETLINK_SOCK_DIAG, EVERY_TCP, controller.signal));
    const reason = new Error('at once');
    controller.abort(reason);
    await assert.rejects(pending, (error) => error === reason);
  });

  it('throws the reason of a signal raised between two chunks', async () => {
    const controller = new AbortController();
    const reason = new Error('between');
    const pending = countRows(dump(native, NETLINK_SOCK_DIAG, EVERY_TCP, controller.signal), async () =>
      controller.abort(reason),
    );
    await assert.rejects(pending, (error) => error === reason);
  });

  it('throws the reason of a signal raised at its last chunk', async () => {
    const controller = new AbortController();
    const reason = new Error('last');
    const pending = countRows(dump(native, NETLINK_SOCK_DIAG, LISTENERS, controller.signal), async () =>
      controller.abort(reason),
    );
    await assert.rejects(pending, (error) => error === reason);
  });

  it('throws the reason of a signal raised while its last chunk was on its way, and yields no more', async () => {
    const controller = new AbortController();
    const reason = new Error('on its way');
    class Dump {
      constructor(
        readonly protocol: number,
        readonly request: Uint8Array,
        readonly onRead: OnRead,
      ) {}
      read() {
        queueMicrotask(() => this.onRead(0, '', 16, true));
        controller.abort(reason);
      }
      close() {}
    }
    const replies = dump({ Dump } as unknown as Addon, NETLINK_SOCK_DIAG, LISTENERS, controller.signal);
    await assert.rejects(replies.next(), (error) => error === reason);
  });

  it('throws the reason of a signal raised while the kernel is silent', async () => {
    const controller = new AbortController();
    const reason = new Error('silent');
    // An NLMSG_NOOP, which the kernel takes and never answers.
    const request = buildRequest(NLMSG_NOOP, NLM_F_REQUEST, new Uint8Array(0));
    const pending = countRows(dump(native, NETLINK_ROUTE, request, controller.signal));
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    controller.abort(reason);
    await assert.rejects(pending, (error) => error === reason);
  });

  it('ends with a reader that stops early', async () => {
    for (let i = 0; i < 20; i++) {
      for await (const _ of dump(native, NETLINK_SOCK_DIAG, EVERY_TCP)) break;
    }
  });

  it('leaves no listener on a signal that outlives it', async () => {
    const { signal } = new AbortController();
    for (let i = 0; i < 3; i++) await countRows(dump(native, NETLINK_SOCK_DIAG, CONNECTIONS, signal));
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('holds no descriptor of a dump that has ended until its handle is collected', async () => {
    let most = 0;
    for (let i = 0; i < 30; i++) {
      await countRows(dump(native, NETLINK_SOCK_DIAG, LISTENERS));
      while (threads() > base.threads) await setImmediate();
      // The thread is gone; what closes behind it takes a turn of the event loop or two.
      for (let turn = 0; turn < 10; turn++) await setImmediate();
      most = Math.max(most, descriptors() - base.descriptors);
    }
    assert.equal(most, 0);
  });
});

function failure(code: string, errno: number) {
  return (error: unknown) => error instanceof SockdiagError && error.code === code && error.errno === errno;
}
