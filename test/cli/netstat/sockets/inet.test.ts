import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Names } from '../../../../src/cli/names/names.ts';
import type { PortNames } from '../../../../src/cli/names/services.ts';
import { OwnerColumns } from '../../../../src/cli/netstat/sockets/columns.ts';
import { InetListing } from '../../../../src/cli/netstat/sockets/inet.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';
import { defaultSettings, type Settings } from '../../../../src/cli/settings.ts';
import { OwnerIndex } from '../../../../src/sockets/table/owner-index.ts';
import { newReport } from '../../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../../src/sockets/table/socket-table.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS, type Protocol } from '../../../../src/uapi/sockets.ts';

interface Row {
  protocol?: Protocol;
  family?: number;
  state?: number;
  recvQ?: number;
  sendQ?: number;
  uid?: number;
  inode?: number;
  ports?: [number, number];
}

/** A table of one socket from 127.0.0.1 to 10.1.2.3, or from ::1 to fe80::9. */
function tableOf(row: Row): SocketTable {
  const {
    protocol = 'tcp',
    family = AF_INET,
    state = 1,
    recvQ = 0,
    sendQ = 0,
    uid = 0,
    inode = 0,
    ports = [80, 40000],
  } = row;
  const table = new SocketTable(1, newReport());
  table.length = 1;
  table.family[0] = family;
  table.protocol[0] = PROTOCOL_NUMBERS[protocol];
  table.state[0] = state;
  table.recvQ[0] = recvQ;
  table.sendQ[0] = sendQ;
  table.uid[0] = uid;
  table.inode[0] = inode;
  [table.localPort[0], table.remotePort[0]] = ports;
  if (family === AF_INET) {
    table.localAddress.set([127, 0, 0, 1]);
    table.remoteAddress.set([10, 1, 2, 3]);
  } else {
    table.localAddress[15] = 1;
    table.remoteAddress.set([0xfe, 0x80]);
    table.remoteAddress[15] = 9;
  }
  return table;
}

/** Names that are known without a look at this machine. */
class FixedNames extends Names {
  override ports(protocol: 'tcp' | 'udp' | 'raw' | 'none'): PortNames {
    return new Map([[80, Buffer.from(`${protocol}-name`)]]);
  }

  override user(uid: number): Uint8Array | undefined {
    return uid === 1000 ? Buffer.from('ann') : uid === 1001 ? Buffer.from('a-long-user-name') : undefined;
  }
}

function listing(settings: Partial<Settings>, names: Names, write: (listing: InetListing) => void): string[] {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  const all = { ...defaultSettings(), ...settings };
  write(new InetListing(out, all, names, new OwnerColumns(out, undefined)));
  out.flush();
  assert.ok(text === '' || text.endsWith('\n'));
  return text.split('\n').slice(0, -1);
}

const rows = (row: Row, settings: Partial<Settings> = {}, names = new Names()) =>
  listing({ all: true, ...settings }, names, (inet) => inet.rows(tableOf(row)));

const ENDS = '127.0.0.1:80            10.1.2.3:40000         ';
const ENDS6 = '::1:80                  fe80::9:40000          ';

describe('InetListing headings', () => {
  const base = 'Proto Recv-Q Send-Q Local Address           Foreign Address         State      ';
  for (const [settings, first, end] of [
    [{}, '(w/o servers)', ''],
    [{ listening: true }, '(only servers)', ''],
    [{ all: true }, '(servers and established)', ''],
    [{ extend: true }, '(w/o servers)', ' User       Inode     '],
    [{ programs: true }, '(w/o servers)', ' PID/Program name    '],
    [{ timers: true }, '(w/o servers)', ' Timer'],
    [{ programs: true, context: true }, '(w/o servers)', ` PID/Program name    ${' Security Context'.padEnd(50)}`],
    [
      { extend: true, programs: true, context: true, timers: true },
      '(w/o servers)',
      ` User       Inode      PID/Program name    ${' Security Context'.padEnd(50)} Timer`,
    ],
  ] as const) {
    it(`are netstat's for ${Object.keys(settings).join(', ') || 'no option'}`, () => {
      const lines = listing(settings, new Names(), (inet) => inet.heading());
      assert.deepEqual(lines, [`Active Internet connections ${first}`, `${base}${end}`]);
    });
  }
});

describe('InetListing rows', () => {
  for (const [row, expected] of [
    [{}, `tcp        0      0 ${ENDS} ESTABLISHED`],
    [{ family: AF_INET6, state: 8 }, `tcp6       0      0 ${ENDS6} CLOSE_WAIT `],
    [{ recvQ: 1, sendQ: 999999 }, `tcp        1 999999 ${ENDS} ESTABLISHED`],
    [{ recvQ: 1234567, sendQ: 4294967295 }, `tcp   1234567 4294967295 ${ENDS} ESTABLISHED`],
    [{ protocol: 'udp' }, `udp        0      0 ${ENDS} ESTABLISHED`],
    [{ protocol: 'udp', family: AF_INET6, state: 7 }, `udp6       0      0 ${ENDS6}            `],
    [{ protocol: 'udp', state: 2 }, `udp        0      0 ${ENDS} UNKNOWN    `],
    [{ protocol: 'udplite', state: 7 }, `udpl       0      0 ${ENDS}            `],
    [{ protocol: 'udplite', family: AF_INET6 }, `udpl6      0      0 ${ENDS6} ESTABLISHED`],
    [{ protocol: 'raw', state: 7 }, `raw        0      0 ${ENDS} 7          `],
    [{ protocol: 'raw', family: AF_INET6, state: 1 }, `raw6       0      0 ${ENDS6} 1          `],
  ] as const) {
    it(`are netstat's for ${JSON.stringify(row)}`, () => assert.deepEqual(rows(row), [expected]));
  }

  it('name every TCP state as netstat does', () => {
    const names =
      'ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN CLOSING';
    names.split(' ').forEach((name, i) => {
      assert.deepEqual(rows({ state: i + 1 }), [`tcp        0      0 ${ENDS} ${name.padEnd(11)}`]);
    });
  });

  const BASE = `tcp        0      0 ${ENDS} ESTABLISHED`;
  for (const [what, row, expected] of [
    ['a user and an inode', { uid: 1000, inode: 12345 }, ' ann        12345     '],
    ['a long user name', { uid: 1001, inode: 1 }, ' a-long-user-name 1         '],
    ['a user without a name', { uid: 77, inode: 4294967295 }, ' 77         4294967295'],
    ['the largest user as netstat does, signed', { uid: 4294967294, inode: 0 }, ' -2         0         '],
    ['the smallest signed user', { uid: 2147483648 }, ' -2147483648 0         '],
  ] as const) {
    it(`have ${what} under -e`, () => {
      const shown = rows({ ...row, ports: [81, 40000] }, { extend: true }, new FixedNames());
      assert.deepEqual(shown, [`${BASE.replace(':80 ', ':81 ')}${expected}`]);
    });
  }

  it('take the names of ports from their protocol', () => {
    const local = (protocol: Protocol) =>
      rows({ protocol }, {}, new FixedNames())[0]?.slice(20, 43).trimEnd().replace('127.0.0.1:', '');
    assert.equal(local('tcp'), 'tcp-name');
    assert.equal(local('udp'), 'udp-name');
    assert.equal(local('udplite'), 'udp-name');
    assert.equal(local('raw'), 'raw-name');
  });

  it('have their options in the order user, program, context, timer', () => {
    const table = tableOf({ uid: 1000, inode: 5 });
    table.owners = new OwnerIndex(new Uint32Array(0), new Map());
    table.firstOwner = Uint32Array.of(0xffffffff);
    const settings = { all: true, extend: true, programs: true, context: true, timers: true };
    const [line] = listing(settings, new FixedNames(), (inet) => inet.rows(table));
    assert.ok(line?.endsWith(` ann        5          ${'-'.padEnd(20)} ${'-'.padEnd(50)} off (0.00/0/0)`), line);
  });

  it('leave out what the choice leaves out', () => {
    const inMode = (settings: Partial<Settings>, row: Row) => rows(row, { all: false, ...settings }).length;
    assert.equal(inMode({}, { ports: [80, 0], state: 10 }), 0);
    assert.equal(inMode({ listening: true }, { ports: [80, 0], state: 10 }), 1);
    assert.equal(inMode({ listening: true }, {}), 0);
    assert.equal(inMode({}, {}), 1);
  });

  it('are none for an empty table', () => {
    assert.deepEqual(
      listing({ all: true }, new Names(), (inet) => inet.rows(new SocketTable(0, newReport()))),
      [],
    );
  });
});
