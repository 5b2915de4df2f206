import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { DiagRequest } from '../../../src/sockets/netlink/diag-request.ts';
import { replyDecoder } from '../../../src/sockets/netlink/reply-decoder.ts';
import { sctpStates } from '../../../src/sockets/netlink/sctp-states.ts';
import { newReport, type ScanReport } from '../../../src/sockets/table/report.ts';
import type { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../src/sockets/table/unknown.ts';
import { AF_INET, PROTOCOL_NUMBERS, STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { attribute, concat, inetDiag, message, reply, u32 } from '../../support/nlmsg.ts';
import {
  addressBytes,
  associationMessage,
  diagMessages,
  endpointMessage,
  LOCALS,
  PEERS,
  type SctpAssociation,
  type SctpSocket,
  sockaddr,
  sockaddrs,
} from '../../support/sctp-world.ts';
import { skipUnless } from '../../support/skip.ts';

const DATA = 20;
const LISTEN = STATE_NUMBERS.LISTEN;
const V6 = '2001:0db8:0000:0000:0000:0000:0000:0001';
const V6_TEXT = '2001:db8::1';

const ASSOCIATION: SctpAssociation = {
  id: 9,
  state: 4,
  recvQ: 5,
  sendQ: 17,
  remotePort: 11166,
  local: ['10.0.0.102', '10.0.0.70'],
  remote: ['10.0.0.103', '10.0.0.71'],
  primary: 1,
  timer: [250, 3],
};
const SOCKET: SctpSocket = {
  family: 2,
  state: LISTEN,
  port: 11567,
  uid: 200,
  inode: 4711,
  cookie: 77,
  local: ['10.0.0.102', '10.0.0.70'],
  associations: [ASSOCIATION],
};

const request = (more: Partial<DiagRequest> = {}): DiagRequest => ({
  family: AF_INET,
  protocol: PROTOCOL_NUMBERS.sctp,
  states: 0xffe,
  ...more,
});

function decode(
  messages: readonly Uint8Array[],
  more: Partial<DiagRequest> = {},
  report: ScanReport = newReport(),
): SocketTable {
  return replyDecoder(request(more), report)(reply(...messages));
}

const kinds = (table: SocketTable) => Array.from(table, ({ associationState, state }) => associationState ?? state);

describe('the states that are asked for', () => {
  it('are LISTEN for endpoints that listen, and else all, for the kernel knows no other choice', () => {
    assert.equal(sctpStates(1 << LISTEN), 1 << LISTEN);
    for (const states of [0xffe, 1 << STATE_NUMBERS.CLOSE, 1 << STATE_NUMBERS.ESTABLISHED, (1 << LISTEN) | 2])
      assert.equal(sctpStates(states), 0xfff);
  });
});

describe('an endpoint', () => {
  it('has all its addresses and no other end, whatever the struct says', () => {
    assert.deepEqual(decode([endpointMessage(SOCKET)]).toJSON(), [
      {
        protocol: 'sctp',
        family: 'inet',
        state: 'LISTEN',
        recvQ: 1,
        sendQ: 0,
        backlog: 128,
        uid: 200,
        inode: 4711,
        cookie: String((7n << 32n) | 77n),
        localAddress: '10.0.0.102',
        localPort: 11567,
        remoteAddress: '0.0.0.0',
        remotePort: 0,
        v6only: null,
        timer: 'off',
        expires: 0,
        retransmits: 0,
        probes: 0,
        localAddresses: ['10.0.0.102', '10.0.0.70'],
        remoteAddresses: [],
        primaryRemoteAddress: null,
        associationState: null,
        associationId: null,
        interface: 0,
        shutdown: null,
      },
    ]);
  });

  it('has no backlog when it does not listen', () => {
    const [row] = decode([endpointMessage({ ...SOCKET, state: STATE_NUMBERS.CLOSE })]);
    assert.deepEqual([row?.state, row?.sendQ, row?.backlog], ['CLOSE', 0, null]);
  });

  it('is given once, though the kernel gives it again in front of its associations', () => {
    const report = newReport();
    assert.deepEqual(kinds(decode(diagMessages([SOCKET], 2), {}, report)), ['LISTEN', 'SHUTDOWN_PENDING']);
    assert.equal(report.duplicates, 0);
  });

  it('has the address of the struct where the kernel lists none', () => {
    const payload = inetDiag({ family: 2, state: LISTEN, local: [10, 0, 0, 9], ports: [80, 0] });
    const [row] = decode([message(DATA, payload)]);
    assert.deepEqual([row?.localAddress, row?.localAddresses, row?.localPort], ['10.0.0.9', [], 80]);
  });
});

describe('an association', () => {
  const decodeOne = (association: Partial<SctpAssociation>, socket: Partial<SctpSocket> = {}) => {
    const whole = { ...SOCKET, ...socket };
    const table = decode([endpointMessage(whole), associationMessage(whole, { ...ASSOCIATION, ...association })]);
    const row = table.at(1);
    assert.ok(row);
    return { row, table };
  };

  it('has all addresses of both ends and the queues', () => {
    const { row } = decodeOne({});
    const { localAddress, localPort, remoteAddress, remotePort, recvQ, sendQ, inode, cookie } = row;
    assert.deepEqual(
      { localAddress, localPort, remoteAddress, remotePort, recvQ, sendQ, inode, cookie },
      {
        localAddress: '10.0.0.102',
        localPort: 11567,
        remoteAddress: '10.0.0.103',
        remotePort: 11166,
        recvQ: 5,
        sendQ: 17,
        inode: 4711,
        cookie: (7n << 32n) | 77n,
      },
    );
    assert.deepEqual(row.localAddresses, ['10.0.0.102', '10.0.0.70']);
    assert.deepEqual(row.remoteAddresses, ['10.0.0.103', '10.0.0.71']);
    assert.deepEqual([row.primaryRemoteAddress, row.associationId], ['10.0.0.71', null]);
  });

  it('has its own state, not the one of TCP with that number', () => {
    const states = Array.from({ length: 9 }, (_, state) => {
      const { table } = { table: decode([associationMessage(SOCKET, { ...ASSOCIATION, state })], { states: 0xfff }) };
      return [table.at(0)?.associationState, table.at(0)?.state];
    });
    assert.deepEqual(states.slice(0, 4), [
      ['CLOSED', 'CLOSE'],
      ['COOKIE_WAIT', 'SYN_SENT'],
      ['COOKIE_ECHOED', 'SYN_SENT'],
      ['ESTABLISHED', 'ESTABLISHED'],
    ]);
    assert.deepEqual(states[8], [null, 'UNKNOWN']);
  });

  it('has the state of its socket beside it, as long as the kernel gave that', () => {
    assert.equal(decodeOne({}).table.sctp?.socketState[1], LISTEN);
    const alone = decode([associationMessage(SOCKET, ASSOCIATION)]);
    assert.notEqual((alone.unknown[0] as number) & UNKNOWN.socketState, 0);
  });

  it('counts what it sent again while T3-rtx runs, and has no other timer', () => {
    const timer = (association: Partial<SctpAssociation>) => {
      const { row } = decodeOne(association);
      return [row.timer, row.expires, row.retransmits, row.probes];
    };
    assert.deepEqual(timer({}), ['on', 250, 3, 0]);
    assert.deepEqual(timer({ timer: [99, 0] }), ['on', 99, 0, 0]);
    const { timer: _, ...quiet } = ASSOCIATION;
    const [row] = decode([associationMessage(SOCKET, quiet)]);
    assert.deepEqual([row?.timer, row?.expires, row?.retransmits], ['off', 0, 0]);
  });

  it('of an IPv6 socket may have addresses of both versions, IPv4 mapped', () => {
    const ends = { local: ['10.0.0.1', V6], remote: [V6, '10.0.0.2'], primary: 0 };
    const { row } = decodeOne(ends, { family: 10 });
    assert.deepEqual([row.family, row.localAddress, row.remoteAddress], ['inet6', '::ffff:10.0.0.1', V6_TEXT]);
    assert.deepEqual(row.localAddresses, ['::ffff:10.0.0.1', V6_TEXT]);
    assert.deepEqual(row.remoteAddresses, [V6_TEXT, '::ffff:10.0.0.2']);
    assert.equal(row.primaryRemoteAddress, V6_TEXT);
    assert.equal(decodeOne({ ...ends, primary: 1 }, { family: 10 }).row.primaryRemoteAddress, null);
  });

  it('may be one of several of a socket, and each is given once', () => {
    const two = { ...ASSOCIATION, remotePort: 11167 };
    const three = { ...ASSOCIATION, remote: ['10.0.0.9'], primary: 0 };
    const messages = [ASSOCIATION, two, three, two].map((one) => associationMessage(SOCKET, one));
    const report = newReport();
    const table = decode([endpointMessage(SOCKET), ...messages], {}, report);
    assert.deepEqual([table.length, report.duplicates], [4, 1]);
    assert.deepEqual(Array.from(table, ({ remoteAddress, remotePort }) => `${remoteAddress}:${remotePort}`).slice(1), [
      '10.0.0.103:11166',
      '10.0.0.103:11167',
      '10.0.0.9:11166',
    ]);
  });

  it('is known again in a later part of the reply', () => {
    const report = newReport();
    const decodePart = replyDecoder(request(), report);
    const first = decodePart(reply(endpointMessage(SOCKET), associationMessage(SOCKET, ASSOCIATION)));
    const second = decodePart(
      reply(
        endpointMessage(SOCKET),
        associationMessage(SOCKET, ASSOCIATION),
        associationMessage(SOCKET, { ...ASSOCIATION, remotePort: 5 }),
      ),
    );
    assert.deepEqual([first.length, second.length, report.duplicates], [2, 1, 1]);
    assert.equal(second.sctp?.socketState[0], LISTEN);
  });

  it('has the memory that was asked for', () => {
    const skmeminfo = attribute(7, u32(1, 2, 3, 4, 5, 6, 7, 8, 9));
    const payload = inetDiag({ state: 3 }, skmeminfo, sockaddrs(PEERS, ['10.0.0.1'], 80));
    const table = decode([message(DATA, payload)], { memory: true });
    assert.equal(table.at(0)?.memory?.drops, 9);
  });
});

describe('the rows that are wanted', () => {
  const rest = { remotePort: 5, remote: ['10.0.0.5'], primary: 0 };
  const socket = { ...SOCKET, associations: [ASSOCIATION, { ...ASSOCIATION, ...rest, state: 3 }] };
  const wanted = (more: Partial<DiagRequest>) => kinds(decode(diagMessages([socket], 2), more));

  it('are those of the states, of a kernel that gives all', () => {
    assert.deepEqual(wanted({ states: 1 << LISTEN }), ['LISTEN']);
    assert.deepEqual(wanted({ states: 1 << STATE_NUMBERS.FIN_WAIT1 }), ['SHUTDOWN_PENDING']);
    assert.deepEqual(wanted({ states: 1 << STATE_NUMBERS.ESTABLISHED }), ['ESTABLISHED']);
    // The numbers of both in the list of the other.
    assert.deepEqual(wanted({ states: (1 << 4) | (1 << 3) }), ['SHUTDOWN_PENDING']);
  });

  it('are those of the ports, of a kernel that does not filter', () => {
    assert.deepEqual(wanted({ ports: { remote: new Set([5]) } }), ['ESTABLISHED']);
    assert.deepEqual(wanted({ ports: { remote: new Set([0]) } }), ['LISTEN']);
    assert.deepEqual(wanted({ ports: { local: new Set([1]) } }), []);
  });
});

describe('the attributes of addresses', () => {
  const header = '/usr/include/linux/inet_diag.h';

  it('have the numbers of the kernel’s header', { skip: skipUnless(existsSync(header), `no ${header}`) }, () => {
    const [names = ''] = /INET_DIAG_NONE,[^}]*/.exec(readFileSync(header, 'utf8').replace(/\/\*.*?\*\//gs, '')) ?? [];
    const numbers = names.split(',').map((name) => name.trim());
    assert.deepEqual([numbers[LOCALS], numbers[PEERS]], ['INET_DIAG_LOCALS', 'INET_DIAG_PEERS']);
  });
});

describe('addresses that break the format', () => {
  const withLocals = (payload: Uint8Array) => [message(DATA, inetDiag({ family: 2 }, attribute(LOCALS, payload)))];

  it('are an error when one is cut off', () => {
    const two = concat(sockaddr('10.0.0.1', 80), sockaddr('10.0.0.2', 80));
    for (const length of [1, 4, 127, 129, 255]) {
      assert.throws(() => decode(withLocals(two.subarray(0, length))), {
        code: 'ERR_MALFORMED_REPLY',
        message: `inet_diag attribute ${LOCALS}: ${length} bytes where at least ${length < 128 ? 128 : 256} are needed`,
      });
    }
  });

  it('are passed over when they are of no family, or of one the socket has not', () => {
    const gone = new Uint8Array(128);
    const addresses = concat(gone, sockaddr(V6, 80), sockaddr('10.0.0.2', 80), gone);
    assert.deepEqual(decode(withLocals(addresses)).at(0)?.localAddresses, ['10.0.0.2']);
    assert.deepEqual(decode(withLocals(new Uint8Array(0))).at(0)?.localAddresses, []);
  });

  it('are read to the end whatever lies behind an address', () => {
    const dirty = sockaddr('10.0.0.1', 80).fill(0xff, 8);
    assert.deepEqual(decode(withLocals(dirty)).at(0)?.localAddresses, ['10.0.0.1']);
    assert.deepEqual(addressBytes('10.0.0.1'), Uint8Array.of(10, 0, 0, 1));
  });
});
