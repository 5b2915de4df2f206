import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { decodeInetDiag, MIN_INET_MESSAGE } from '../../../src/sockets/netlink/inet-diag.ts';
import { decodeReply } from '../../../src/sockets/netlink/reply-decoder.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import type { Socket } from '../../../src/sockets/table/socket.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS, STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { bounded, checkCorruption, checkEveryCut, fixture, fixtureJson } from '../../support/fixtures.ts';
import { attribute, type InetFields, inetDiag, message, reply, u32 } from '../../support/nlmsg.ts';

const INFO = 2;
const SKMEMINFO = 7;
const SHUTDOWN = 8;
const SKV6ONLY = 11;
const DATA = 20;
const { tcp, udp, raw, sctp } = PROTOCOL_NUMBERS;
const LISTEN = STATE_NUMBERS.LISTEN;

const LONG_V6 = [0x20, 1, 0x0d, 0xb8, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x12, 0x34, 0x56, 0x78];

/** The row of one message, read as a query with every group of columns would. */
function decode(fields: InetFields, attributes: Uint8Array[] = [], protocol = tcp): Socket {
  const request = { family: fields.family ?? AF_INET, protocol, states: 0xfff, tcpInfo: true, memory: true };
  const bytes = reply(message(DATA, inetDiag(fields, ...attributes)), message(3, u32(0)));
  const socket = decodeReply(bytes, request, newReport()).at(0);
  assert.ok(socket);
  return socket;
}

/** A `struct tcp_info` of some length: each byte its offset, so that a field tells where it was read. */
const tcpInfo = (length: number) => Uint8Array.from({ length }, (_, i) => i);

describe('a row of inet_diag', () => {
  it('has every field of the struct', () => {
    const socket = decode({
      family: AF_INET6,
      ports: [0x1234, 443],
      local: LONG_V6,
      remote: [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      interface: 3,
      cookie: [0x89abcdef, 0x01234567],
      timer: 1,
      retrans: 4,
      expires: 199,
      rqueue: 5,
      wqueue: 0xfffffffe,
      uid: 4_000_000_000,
      inode: 0xfffffff0,
    });
    assert.deepEqual(socket.toJSON(), {
      protocol: 'tcp',
      family: 'inet6',
      state: 'ESTABLISHED',
      recvQ: 5,
      sendQ: 0xfffffffe,
      backlog: null,
      uid: 4_000_000_000,
      inode: 0xfffffff0,
      cookie: String(0x0123456789abcdefn),
      localAddress: '2001:db8:1234:5678:9abc:def0:1234:5678',
      localPort: 0x1234,
      remoteAddress: 'fe80::1',
      remotePort: 443,
      v6only: null,
      timer: 'on',
      expires: 199,
      retransmits: 4,
      probes: 0,
      interface: 3,
      shutdown: null,
    });
  });

  it("takes a listener's send queue for its backlog", () => {
    const { recvQ, sendQ, backlog } = decode({ state: LISTEN, rqueue: 3, wqueue: 128 });
    assert.deepEqual({ recvQ, sendQ, backlog }, { recvQ: 3, sendQ: 0, backlog: 128 });
  });

  it('gives the one counter to what the running timer counts', () => {
    const seen = [0, 1, 2, 3, 4, 5, 255].map((timer) => {
      const row = decode({ timer, retrans: 7, expires: 40 });
      return [timer, row.timer, row.expires, row.retransmits, row.probes];
    });
    assert.deepEqual(seen, [
      [0, 'off', 40, 0, 0],
      [1, 'on', 40, 7, 0],
      [2, 'keepalive', 40, 0, 7],
      [3, 'timewait', 40, 7, 0],
      [4, 'probe', 40, 0, 7],
      [5, 'off', 0, 0, 0],
      [255, 'off', 0, 0, 0],
    ]);
  });

  it('believes tcp_info, which has both counters, more than the timer', () => {
    for (const timer of [0, 1, 2, 4, 5]) {
      const row = decode({ timer, retrans: 9 }, [attribute(INFO, tcpInfo(232))]);
      assert.deepEqual([row.retransmits, row.probes], [2, 3]);
    }
    const cut = decode({ timer: 1, retrans: 9 }, [attribute(INFO, tcpInfo(3))]);
    assert.deepEqual([cut.retransmits, cut.probes], [9, 0], 'a tcp_info that ends before them');
  });

  it('has no attributes in TIME_WAIT', () => {
    const row = decode({ state: STATE_NUMBERS.TIME_WAIT, timer: 3, expires: 59_999, ports: [80, 40000] });
    assert.deepEqual(
      [row.timer, row.expires, row.inode, row.shutdown, row.v6only],
      ['timewait', 59_999, 0, null, null],
    );
    assert.deepEqual([row.tcpInfo, row.memory], [undefined, undefined]);
  });

  it('keeps the numbers of a state and a family that it does not know from doing harm', () => {
    const row = decode({ family: 77, state: 200 });
    assert.deepEqual([row.state, row.localAddress, row.family], ['UNKNOWN', '::', 'inet']);
  });
});

describe('the attributes of inet_diag', () => {
  const every = [
    attribute(SHUTDOWN, Uint8Array.of(2)),
    attribute(SKV6ONLY, Uint8Array.of(1)),
    attribute(INFO, tcpInfo(104)),
    attribute(SKMEMINFO, u32(1, 2, 3, 4, 5, 6, 7, 8, 9)),
  ];

  it('are read to the last, in whatever order', () => {
    for (let turn = 0; turn < every.length; turn++) {
      const row = decode({}, [...every.slice(turn), ...every.slice(0, turn)]);
      assert.deepEqual(row.shutdown, { receive: false, send: true });
      assert.equal(row.v6only, true);
      assert.equal(row.tcpInfo?.rto, u32At(8));
      assert.equal(row.memory?.drops, 9);
    }
  });

  const u32At = (offset: number) => new Uint32Array(tcpInfo(offset + 4).slice(offset).buffer)[0];

  it('may be unknown, longer than today, flagged as nested, or doubled', () => {
    const row = decode({}, [
      attribute(0x3fff, new Uint8Array(333)),
      attribute(99, u32()),
      attribute(SKMEMINFO, u32(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)),
      attribute(INFO | 0x8000, tcpInfo(240)),
      attribute(INFO, tcpInfo(252)),
      attribute(SHUTDOWN, Uint8Array.of(3, 99, 99)),
    ]);
    assert.deepEqual(row.shutdown, { receive: true, send: true });
    assert.equal(row.memory?.drops, 9);
    assert.equal(row.tcpInfo?.totalRto, 240 | (241 << 8));
  });

  it('may have a memory with fewer words, as kernels had it before they counted drops', () => {
    const row = decode({}, [attribute(SKMEMINFO, u32(1, 2, 3, 4, 5, 6, 7, 8))]);
    assert.equal(row.memory?.backlog, 8);
  });

  it('have no columns when their group was not asked for', () => {
    const bytes = reply(message(DATA, inetDiag({ timer: 1, retrans: 6 }, ...every)));
    const table = decodeReply(bytes, { family: AF_INET, protocol: tcp, states: 0xfff }, newReport());
    assert.deepEqual([table.tcpInfo, table.memory], [undefined, undefined]);
    assert.equal(table.at(0)?.retransmits, 6);
    assert.equal(table.at(0)?.v6only, true);
  });

  it('belong to their row: the next has none of them', () => {
    const bytes = reply(
      message(DATA, inetDiag({}, ...every)),
      message(DATA, inetDiag({})),
      message(DATA, inetDiag({}, ...every)),
    );
    const request = { family: AF_INET, protocol: tcp, states: 0xfff, tcpInfo: true, memory: true };
    const rows = decodeReply(bytes, request, newReport()).toJSON();
    assert.deepEqual(
      rows.map((row) => [row.shutdown !== null, row.v6only, row.tcpInfo !== undefined, row.memory !== undefined]),
      [
        [true, true, true, true],
        [false, null, false, false],
        [true, true, true, true],
      ],
    );
  });
});

describe('protocols other than TCP', () => {
  it("have a raw socket's IP protocol as its port", () => {
    const row = decode({ state: STATE_NUMBERS.CLOSE, ports: [89, 0] }, [], raw);
    assert.deepEqual([row.protocol, row.localPort], ['raw', 89]);
  });

  it("do not take SCTP's information for TCP's", () => {
    const row = decode({ timer: 1, retrans: 9 }, [attribute(INFO, tcpInfo(232))], sctp);
    assert.deepEqual([row.protocol, row.retransmits, row.probes, row.tcpInfo], ['sctp', 9, 0, undefined]);
    // The same where a table of mixed protocols has room for it.
    const table = new SocketTable(1, newReport(), { tcpInfo: true });
    const bytes = ReplyBytes.from(inetDiag({ timer: 1, retrans: 9 }, attribute(INFO, tcpInfo(232))));
    decodeInetDiag(bytes, 0, bytes.length, sctp, table);
    assert.deepEqual([table.at(0)?.retransmits, table.at(0)?.probes], [9, 0]);
  });
});

describe('an inet_diag message that is too short', () => {
  const decodeBytes = (payload: Uint8Array) =>
    decodeReply(reply(message(DATA, payload)), { family: AF_INET, protocol: tcp, states: 0xfff }, newReport());

  it('is an error that names operation and length, whatever its length', () => {
    const whole = inetDiag({});
    for (let length = 0; length < whole.length; length++) {
      assert.throws(() => decodeBytes(whole.subarray(0, length)), {
        code: 'ERR_MALFORMED_REPLY',
        syscall: 'inet_diag',
        message: `inet_diag: ${length} bytes where at least 72 are needed`,
      });
    }
    assert.equal(decodeBytes(whole).length, 1);
  });

  it('is an error where an attribute does not fit', () => {
    const broken = inetDiag({}, attribute(SHUTDOWN, u32(1), 100));
    assert.throws(() => decodeBytes(broken), {
      code: 'ERR_MALFORMED_REPLY',
      message: 'inet_diag attribute: 8 bytes where at least 100 are needed',
    });
  });
});

describe('MIN_INET_MESSAGE', () => {
  it('makes room for every row of a reply of the smallest messages', () => {
    const least = message(DATA, inetDiag({}));
    assert.equal(least.length, MIN_INET_MESSAGE);
    const bytes = reply(...Array.from({ length: 1000 }, () => least));
    assert.equal(decodeReply(bytes, { family: AF_INET, protocol: tcp, states: 0xfff }, newReport()).length, 1000);
  });
});

// Recorded in a namespace with test/world/world.py; the rows beside each were decoded by a program of its own.
describe('a recorded dump', () => {
  for (const [file, family, protocol, groups] of [
    ['tcp', AF_INET, tcp, {}],
    ['tcp6', AF_INET6, tcp, {}],
    ['udp', AF_INET, udp, {}],
    ['udp6', AF_INET6, udp, {}],
    ['udplite', AF_INET, PROTOCOL_NUMBERS.udplite, {}],
    ['udplite6', AF_INET6, PROTOCOL_NUMBERS.udplite, {}],
    ['tcp_info', AF_INET, tcp, { tcpInfo: true }],
    ['tcp6_memory', AF_INET6, tcp, { memory: true }],
    ['udp_memory', AF_INET, udp, { memory: true }],
  ] as const) {
    const bytes = fixture(`netlink/${file}.bin`);
    const request = { family, protocol, states: 0xfff, ...groups };
    const replay = (part: Uint8Array) => decodeReply(ReplyBytes.from(part), request, newReport());

    it(`of ${file} gives its rows`, () => {
      const rows = Array.from(replay(bytes), (socket) => ({ ...socket.toJSON(), ...infoPart(socket) }));
      assert.deepEqual(rows, fixtureJson(`netlink/${file}.json`));
    });

    it(`of ${file} cut anywhere gives the rows before the cut or an error`, () => {
      bounded(() => checkEveryCut(bytes, replay));
    });

    it(`of ${file} with any byte changed gives rows or an error`, () => {
      bounded(() => checkCorruption(bytes, 500, replay));
    });
  }

  /** The fields of tcp_info that the recorded rows have, from its beginning, middle and end. */
  function infoPart(socket: Socket): object {
    const info = socket.tcpInfo;
    if (!info) return {};
    const { rto, rtt, sndCwnd, bytesAcked, rcvWnd } = info;
    return { tcpInfo: { rto, rtt, sndCwnd, bytesAcked: String(bytesAcked), rcvWnd } };
  }
});
