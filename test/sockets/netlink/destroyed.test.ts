import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SockdiagError } from '../../../src/base/errors.ts';
import { messageErrno, messageSequence, messageType } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { decodeDestroyed } from '../../../src/sockets/netlink/inet-diag.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_INET6, STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { bounded, randomNumbers } from '../../support/fixtures.ts';
import { tcpInfo } from '../../support/made-table.ts';
import { attribute, concat, type InetFields, inetDiag, message, reply, u32 } from '../../support/nlmsg.ts';
import { errorMessage } from '../../support/sent-requests.ts';

const INFO = 2;
const SHUTDOWN = 8;
const PROTOCOL = 10;
const TCP = Uint8Array.of(6);
const UDP = Uint8Array.of(17);
const CLOSE = STATE_NUMBERS.CLOSE;

const FIELDS: InetFields = { state: CLOSE, ports: [4711, 80], cookie: [5, 1], uid: 7 };
const WHOLE = inetDiag(
  FIELDS,
  attribute(PROTOCOL, TCP),
  attribute(SHUTDOWN, Uint8Array.of(3)),
  attribute(INFO, tcpInfo({ rtt: 33 })),
);

/** Into a table with one row before it. */
function decode(payload: Uint8Array): SocketTable {
  const table = new SocketTable(2, newReport(), { tcpInfo: true });
  table.length = 1;
  const bytes = ReplyBytes.from(payload);
  decodeDestroyed(bytes, 0, bytes.length, table);
  return table;
}

const protocolOf = (...attributes: Uint8Array[]) => decode(inetDiag(FIELDS, ...attributes)).at(1)?.protocol;

describe('the report of an end', () => {
  it('is a row like others, with the last tcp_info', () => {
    const socket = decode(WHOLE).at(1);
    const { protocol, state, localPort, remotePort, cookie, inode, uid } = socket ?? {};
    assert.deepEqual(
      { protocol, state, localPort, remotePort, cookie, inode, uid },
      { protocol: 'tcp', state: 'CLOSE', localPort: 4711, remotePort: 80, cookie: 2n ** 32n + 5n, inode: 0, uid: 7 },
    );
    assert.equal(socket?.tcpInfo?.rtt, 33);
  });

  it('says of which protocol it is, wherever among the attributes', () => {
    assert.equal(protocolOf(attribute(PROTOCOL, TCP)), 'tcp');
    assert.equal(protocolOf(attribute(PROTOCOL, UDP)), 'udp');
    assert.equal(protocolOf(attribute(PROTOCOL, UDP), attribute(INFO, tcpInfo({}))), 'udp');
    assert.equal(protocolOf(attribute(INFO, tcpInfo({})), attribute(PROTOCOL, UDP)), 'udp');
  });

  it('of a kernel that does not say is of TCP when it has a tcp_info', () => {
    assert.equal(protocolOf(), 'udp');
    assert.equal(protocolOf(attribute(INFO, tcpInfo({}))), 'tcp');
    assert.equal(protocolOf(attribute(PROTOCOL, new Uint8Array(0)), attribute(INFO, tcpInfo({}))), 'tcp');
  });

  it('may be of IPv6', () => {
    const loopback = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    const socket = decode(inetDiag({ ...FIELDS, family: AF_INET6, local: loopback }, attribute(PROTOCOL, UDP))).at(1);
    assert.deepEqual([socket?.family, socket?.localAddress], ['inet6', '::1']);
  });
});

describe('a report that is broken', () => {
  it('is an error that names operation and length, and no row, wherever it is cut', () => {
    // Behind the struct or an attribute it may end, the padding of which nobody needs.
    const whole = [72, 77, 78, 79, 80, 85, 86, 87, 88];
    for (let length = 0; length < WHOLE.length; length++) {
      const table = new SocketTable(1, newReport(), { tcpInfo: true });
      const bytes = ReplyBytes.from(WHOLE.subarray(0, length));
      const run = () => decodeDestroyed(bytes, 0, length, table);
      if (whole.includes(length)) run();
      else assert.throws(run, { code: 'ERR_MALFORMED_REPLY', syscall: /^inet_diag/ }, `cut at ${length}`);
      assert.equal(table.length, whole.includes(length) ? 1 : 0, `cut at ${length}`);
    }
  });

  it('gives a row or an error whichever of its bytes is changed, and ends', () => {
    const random = randomNumbers(5);
    bounded(() => {
      for (let round = 0; round < 3000; round++) {
        const broken = WHOLE.slice();
        broken[random(broken.length)] = random(256);
        try {
          JSON.stringify(decode(broken).at(1));
        } catch (error) {
          assert.ok(error instanceof SockdiagError, String(error));
        }
      }
    });
  });

  it('may have an attribute of length 0, which is an error and no endless walk', () => {
    assert.throws(() => bounded(() => decode(inetDiag(FIELDS, attribute(PROTOCOL, TCP, 0)))), {
      code: 'ERR_MALFORMED_REPLY',
    });
  });
});

describe('what answers to a request', () => {
  it('has its number and type; what the kernel sends by itself has the number 0', () => {
    const bytes = reply(message(20, u32(1, 2), { sequence: 0 }), message(3, u32(0), { sequence: 0xfffffffe }));
    assert.deepEqual([messageSequence(bytes, 0), messageType(bytes, 0)], [0, 20]);
    assert.deepEqual([messageSequence(bytes, 24), messageType(bytes, 24)], [0xfffffffe, 3]);
  });

  it('has an errno, 0 when it was acknowledged or says nothing', () => {
    const errnoOf = (bytes: Uint8Array) => Math.abs(messageErrno(ReplyBytes.from(bytes), 16, bytes.length));
    assert.equal(errnoOf(errorMessage(1, 2)), 2);
    assert.equal(errnoOf(errorMessage(1, 0)), 0);
    assert.equal(errnoOf(concat(message(2, new Uint8Array(0)))), 0);
  });
});
