import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { decodeReply } from '../../../src/sockets/netlink/reply-decoder.ts';
import { unixDiagRequest } from '../../../src/sockets/netlink/unix-request.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import type { Socket } from '../../../src/sockets/table/socket.ts';
import { AF_UNIX, STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { bounded, checkCorruption, checkEveryCut, fixture, fixtureJson } from '../../support/fixtures.ts';
import { attribute, message, reply, u32, unixDiag } from '../../support/nlmsg.ts';

const NAME = 0;
const VFS = 1;
const PEER = 2;
const ICONS = 3;
const RQLEN = 4;
const MEMINFO = 5;
const SHUTDOWN = 6;
const UID = 7;
const DATA = 20;
const LISTEN = STATE_NUMBERS.LISTEN;
const REQUEST = { family: AF_UNIX, protocol: 0, states: 0xfff, memory: true };

const decodeAll = (...payloads: Uint8Array[]) =>
  decodeReply(reply(...payloads.map((payload) => message(DATA, payload))), REQUEST, newReport());

function decode(fields: Parameters<typeof unixDiag>[0], ...attributes: Uint8Array[]): Socket {
  const socket = decodeAll(unixDiag(fields, ...attributes)).at(0);
  assert.ok(socket);
  return socket;
}

const name = (text: string) => attribute(NAME, Buffer.from(text, 'latin1'));

describe('the request', () => {
  it('asks for the states wanted, and for memory only when it is wanted', () => {
    const words = (memory: boolean) => new Uint32Array(unixDiagRequest(0x402, memory).slice(16).buffer);
    assert.deepEqual([...words(false)], [AF_UNIX, 0x402, 0, 0x55, 0, 0]);
    assert.equal(words(true)[3], 0x75);
  });
});

describe('a row of unix_diag', () => {
  it('has every field of the struct and of the attributes', () => {
    const socket = decode(
      { type: 5, state: 1, inode: 0xfffffff0, cookie: [2, 1] },
      name('\0abstract'),
      attribute(PEER, u32(77)),
      attribute(RQLEN, u32(10, 20)),
      attribute(MEMINFO, u32(1, 2, 3, 4, 5, 6, 7, 8, 9)),
      attribute(SHUTDOWN, Uint8Array.of(1)),
      attribute(UID, u32(4_000_000_000)),
    );
    assert.deepEqual(socket.toJSON(), {
      protocol: 'unix',
      family: 'unix',
      state: 'ESTABLISHED',
      recvQ: 10,
      sendQ: 20,
      backlog: null,
      uid: 4_000_000_000,
      inode: 0xfffffff0,
      cookie: String(0x100000002n),
      type: 'seqpacket',
      path: '@abstract',
      peerInode: 77,
      refCount: null,
      flags: 0,
      shutdown: { receive: true, send: false },
      memory: {
        rmemAlloc: 1,
        rcvbuf: 2,
        wmemAlloc: 3,
        sndbuf: 4,
        fwdAlloc: 5,
        wmemQueued: 6,
        optmem: 7,
        backlog: 8,
        drops: 9,
      },
    });
  });

  it("takes a listener's send queue for its backlog, and flags it as listening", () => {
    const { recvQ, sendQ, backlog, flags } = decode({ state: LISTEN }, attribute(RQLEN, u32(2, 128)));
    assert.deepEqual({ recvQ, sendQ, backlog, flags }, { recvQ: 2, sendQ: 0, backlog: 128, flags: 0x10000 });
  });

  it('says null for a queue and a user that the kernel did not send, as kernels before 5.3 send no user', () => {
    const { recvQ, sendQ, uid, shutdown, path, peerInode, memory } = decode({ inode: 5 });
    assert.deepEqual(
      { recvQ, sendQ, uid, shutdown, path, peerInode, memory },
      { recvQ: null, sendQ: null, uid: null, shutdown: null, path: null, peerInode: 0, memory: undefined },
    );
  });

  it('accepts longer structs, attributes nobody knows, and those nobody asked for', () => {
    const socket = decode(
      {},
      attribute(200, new Uint8Array(50)),
      attribute(VFS, u32(1, 2)),
      attribute(ICONS, u32(1, 2, 3)),
      attribute(RQLEN, u32(10, 20, 30)),
      attribute(PEER, u32(77, 78)),
      attribute(UID | 0x4000, u32(1000, 1)),
      name('/run/x.sock\0'),
    );
    const { recvQ, sendQ, peerInode, uid, path } = socket;
    assert.deepEqual([recvQ, sendQ, peerInode, uid, path], [10, 20, 77, 1000, '/run/x.sock']);
  });

  it('keeps its attributes to itself', () => {
    const full = unixDiag(
      {},
      name('/run/a\0'),
      attribute(PEER, u32(7)),
      attribute(MEMINFO, u32(1, 2, 3, 4, 5, 6, 7, 8, 9)),
    );
    const rows = decodeAll(full, unixDiag({ inode: 8 }), full).toJSON();
    assert.deepEqual(
      rows.map((row) => [row.path, row.peerInode, row.memory !== undefined]),
      [
        ['/run/a', 7, true],
        [null, 0, false],
        ['/run/a', 7, true],
      ],
    );
  });
});

describe('the name of a UNIX socket', () => {
  // unix_diag sends a path with the NUL that ends it, an abstract name without.
  for (const [sent, bytes, path] of [
    ['/run/x.sock\0', '/run/x.sock', '/run/x.sock'],
    ['/run/x.sock', '/run/x.sock', '/run/x.sock'],
    ['./relative \0', './relative ', './relative '],
    ['@path\0', '@path', '@path'],
    ['/with\nnewline\0', '/with\nnewline', '/with\nnewline'],
    ['\0abstract', '\0abstract', '@abstract'],
    ['\0nul\0inside', '\0nul\0inside', '@nul\0inside'],
    ['\0nuls at the end\0\0', '\0nuls at the end\0\0', '@nuls at the end\0\0'],
    ['\0', '\0', '@'],
  ] as const) {
    it(`${JSON.stringify(sent)} has the path ${JSON.stringify(path)}`, () => {
      const socket = decode({}, name(sent));
      assert.equal(Buffer.from(socket.pathBytes as Uint8Array).toString('latin1'), bytes);
      assert.equal(socket.path, path);
    });
  }

  it('is none when it has no bytes', () => {
    assert.equal(decode({}, name('')).path, null);
  });

  it('is its bytes when they are not UTF-8', () => {
    const socket = decode({}, name('/run/\xff\0'));
    assert.deepEqual([...(socket.pathBytes as Uint8Array)], [...Buffer.from('/run/\xff', 'latin1')]);
    assert.equal(socket.path, '/run/�');
  });
});

describe('a unix_diag message that is too short', () => {
  it('is an error that names operation and length, whatever its length', () => {
    const whole = unixDiag({});
    for (let length = 0; length < whole.length; length++) {
      assert.throws(() => decodeAll(whole.subarray(0, length)), {
        code: 'ERR_MALFORMED_REPLY',
        syscall: 'unix_diag',
        message: `unix_diag: ${length} bytes where at least 16 are needed`,
      });
    }
  });

  it('is an error where an attribute does not fit its message', () => {
    assert.throws(() => decodeAll(unixDiag({}, attribute(PEER, u32(1), 12))), {
      message: 'unix_diag attribute: 8 bytes where at least 12 are needed',
    });
  });

  for (const [type, what, needed] of [
    [PEER, 'peer', 4],
    [RQLEN, 'queues', 8],
    [UID, 'user', 4],
  ] as const) {
    it(`is an error where the struct of its ${what} is shorter than it ever was`, () => {
      for (let length = 0; length < needed; length++) {
        const short = unixDiag({}, attribute(type, new Uint8Array(length)));
        assert.throws(() => decodeAll(short), { code: 'ERR_MALFORMED_REPLY', message: /^unix_diag.*: \d+ bytes/ });
      }
    });
  }
});

// Recorded in a namespace with test/world/world.py; the rows beside each were decoded by a program of its own.
describe('a recorded dump', () => {
  for (const [file, memory] of [
    ['unix', false],
    ['unix_memory', true],
  ] as const) {
    const bytes = fixture(`netlink/${file}.bin`);
    const replay = (part: Uint8Array) => decodeReply(ReplyBytes.from(part), { ...REQUEST, memory }, newReport());

    it(`of ${file} gives its rows`, () => {
      assert.deepEqual(replay(bytes).toJSON(), fixtureJson(`netlink/${file}.json`));
    });

    it(`of ${file} cut anywhere gives the rows before the cut or an error`, () => {
      bounded(() => checkEveryCut(bytes, replay));
    });

    it(`of ${file} with any byte changed gives rows or an error`, () => {
      bounded(() => checkCorruption(bytes, 1000, replay));
    });
  }
});
