import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countLines } from '../../../src/sockets/procfs/net-inet.ts';
import { parseNetSctp, type SctpFile, type SctpRows } from '../../../src/sockets/procfs/net-sctp.ts';
import { SeenAssociations } from '../../../src/sockets/procfs/seen-associations.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_INET, AF_INET6, STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { bounded, fixture, randomNumbers } from '../../support/fixtures.ts';

interface Parsed {
  table: SocketTable;
  malformed: number;
  incomplete: number;
  duplicates: number;
}

function parse(text: Uint8Array | string, file: SctpFile, rows: Partial<SctpRows> = {}): Parsed {
  const lines = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  const table = new SocketTable(countLines(lines), newReport(), { sctp: true, memory: true });
  return { table, ...parseNetSctp(lines, file, { states: 0xffe, ...rows }, table, new SeenAssociations()) };
}

const inodes = ({ table }: Parsed) => Array.from(table, (socket) => socket.inode);
const ids = ({ table }: Parsed) => Array.from(table, (socket) => socket.associationId);

// Every field another number.
const ENDPOINT = 'ffff88010 ffff88020 2   10  29   11165 4000000000 4294967295 10.0.0.102 10.0.0.70 \n';
const ASSOCIATION =
  'ffff88030 ffff88040 2   1   4  0      77       17        5     200 273361203 11567 11166  10.0.0.102 *10.0.0.70 ' +
  '<-> 10.0.0.103 10.0.0.104 *10.0.0.71 \t    7500    10    10   10    0    0        0\n';
const LONG = '2001:0db8:1234:5678:9abc:def0:1234:5678';

const COMMON = { backlog: null, cookie: null, v6only: null, interface: null, shutdown: null };
const NO_TIMER = { timer: 'off', expires: 0, retransmits: 0, probes: 0 };

describe('a line of /proc/net/sctp/eps', () => {
  it('has every field in its place, and null for what only sock_diag tells', () => {
    const { table, malformed } = parse(ENDPOINT, 'eps');
    assert.equal(malformed, 0);
    assert.deepEqual(table.toJSON(), [
      {
        protocol: 'sctp',
        family: 'inet',
        state: 'LISTEN',
        recvQ: null,
        sendQ: 0,
        uid: 4000000000,
        inode: 4294967295,
        localAddress: '10.0.0.102',
        localPort: 11165,
        remoteAddress: '0.0.0.0',
        remotePort: 0,
        localAddresses: ['10.0.0.102', '10.0.0.70'],
        remoteAddresses: [],
        primaryRemoteAddress: null,
        associationState: null,
        associationId: null,
        ...COMMON,
        ...NO_TIMER,
      },
    ]);
  });

  it('is IPv6 with one such address, and IPv4 beside it is mapped', () => {
    const [socket] = parse(ENDPOINT.replace('10.0.0.70', LONG), 'eps').table;
    assert.equal(socket?.family, 'inet6');
    assert.deepEqual(socket?.localAddresses, ['::ffff:10.0.0.102', '2001:db8:1234:5678:9abc:def0:1234:5678']);
    assert.deepEqual([socket?.localAddress, socket?.remoteAddress], ['::ffff:10.0.0.102', '::']);
  });

  it('may have no address', () => {
    const [socket] = parse(ENDPOINT.replace('10.0.0.102 10.0.0.70 ', ''), 'eps').table;
    assert.deepEqual([socket?.localAddresses, socket?.localAddress, socket?.localPort], [[], '0.0.0.0', 11165]);
  });

  it('may have more addresses than most', () => {
    const many = Array.from({ length: 300 }, (_, i) => `10.1.${i >> 8}.${i & 255}`);
    const { table } = parse(ENDPOINT.replace('10.0.0.102 10.0.0.70', many.join(' ')) + ENDPOINT, 'eps');
    assert.deepEqual(
      Array.from(table, ({ localAddresses }) => localAddresses),
      [many, ['10.0.0.102', '10.0.0.70']],
    );
  });

  it('leaves nothing of a row that was in its place', () => {
    const table = new SocketTable(1, newReport(), { sctp: true });
    parseNetSctp(Buffer.from(ASSOCIATION), 'assocs', { states: 0xffe }, table, new SeenAssociations());
    for (const column of [table.timer, table.expires, table.retransmits, table.probes, table.localAddress])
      column.fill(9);
    table.length = 0;
    parseNetSctp(Buffer.from(ENDPOINT), 'eps', { states: 0xffe }, table, new SeenAssociations());
    assert.deepEqual(table.toJSON(), parse(ENDPOINT, 'eps').table.toJSON());
  });
});

describe('a line of /proc/net/sctp/assocs', () => {
  it('has every field in its place', () => {
    const { table, malformed } = parse(ASSOCIATION, 'assocs');
    assert.equal(malformed, 0);
    assert.deepEqual(table.toJSON(), [
      {
        protocol: 'sctp',
        family: 'inet',
        state: 'FIN_WAIT1',
        recvQ: 5,
        sendQ: 17,
        uid: 200,
        inode: 273361203,
        localAddress: '10.0.0.102',
        localPort: 11567,
        remoteAddress: '10.0.0.103',
        remotePort: 11166,
        localAddresses: ['10.0.0.102', '10.0.0.70'],
        remoteAddresses: ['10.0.0.103', '10.0.0.104', '10.0.0.71'],
        primaryRemoteAddress: '10.0.0.71',
        associationState: 'SHUTDOWN_PENDING',
        associationId: 77,
        ...COMMON,
        ...NO_TIMER,
      },
    ]);
    assert.equal(table.sctp?.socketState[0], STATE_NUMBERS.ESTABLISHED);
  });

  it('has the state of the association, in the words of TCP too', () => {
    const states = Array.from({ length: 8 }, (_, state) => {
      const [row] = parse(ASSOCIATION.replace(' 4  0 ', ` ${state}  0 `), 'assocs').table;
      return [row?.associationState, row?.state];
    });
    assert.deepEqual(states, [
      ['CLOSED', 'CLOSE'],
      ['COOKIE_WAIT', 'SYN_SENT'],
      ['COOKIE_ECHOED', 'SYN_SENT'],
      ['ESTABLISHED', 'ESTABLISHED'],
      ['SHUTDOWN_PENDING', 'FIN_WAIT1'],
      ['SHUTDOWN_SENT', 'FIN_WAIT2'],
      ['SHUTDOWN_RECEIVED', 'CLOSE_WAIT'],
      ['SHUTDOWN_ACK_SENT', 'LAST_ACK'],
    ]);
  });

  it('is IPv6 with one such address at either end', () => {
    const [row] = parse(ASSOCIATION.replace('10.0.0.104', LONG), 'assocs').table;
    assert.equal(row?.family, 'inet6');
    assert.deepEqual(row?.localAddresses, ['::ffff:10.0.0.102', '::ffff:10.0.0.70']);
    assert.equal(row?.primaryRemoteAddress, '::ffff:10.0.0.71');
  });

  it('may have no address at an end, or none that is marked', () => {
    const [row] = parse(ASSOCIATION.replace(/ {2}10.*\t/, '  <-> \t'), 'assocs').table;
    assert.deepEqual([row?.localAddresses, row?.remoteAddresses, row?.primaryRemoteAddress], [[], [], null]);
    const [plain] = parse(ASSOCIATION.replaceAll('*', ''), 'assocs').table;
    assert.deepEqual([plain?.remoteAddresses?.length, plain?.primaryRemoteAddress], [3, null]);
  });
});

describe('the rows that are wanted', () => {
  const other = ASSOCIATION.replace('11567', '80').replace('11166', '90').replace(' 77 ', ' 78 ');
  const lines = ASSOCIATION + other;
  const ports = (local?: number[], remote?: number[]) => ({
    ports: { local: local && new Set(local), remote: remote && new Set(remote) },
  });

  it('are chosen by ports', () => {
    assert.deepEqual(ids(parse(lines, 'assocs', ports([80, 81]))), [78]);
    assert.deepEqual(ids(parse(lines, 'assocs', ports(undefined, [11166]))), [77]);
    assert.deepEqual(ids(parse(lines, 'assocs', ports([80], [11166]))), []);
    assert.equal(parse(ENDPOINT, 'eps', ports([11165], [0])).table.length, 1);
    assert.equal(parse(ENDPOINT, 'eps', ports([1])).table.length, 0);
  });

  it('are chosen by the state of an endpoint, or of an association', () => {
    const only = (state: number) => ({ states: 1 << state });
    assert.equal(parse(ENDPOINT, 'eps', only(STATE_NUMBERS.LISTEN)).table.length, 1);
    assert.equal(parse(ENDPOINT, 'eps', only(STATE_NUMBERS.CLOSE)).table.length, 0);
    assert.equal(parse(ASSOCIATION, 'assocs', only(STATE_NUMBERS.FIN_WAIT1)).table.length, 1);
    assert.equal(parse(ASSOCIATION, 'assocs', only(STATE_NUMBERS.ESTABLISHED)).table.length, 0);
  });

  it('are chosen by family, and are of both without one', () => {
    const mixed = lines.replace('10.0.0.104', LONG);
    assert.deepEqual(ids(parse(mixed, 'assocs', { family: AF_INET })), [78]);
    assert.deepEqual(ids(parse(mixed, 'assocs', { family: AF_INET6 })), [77]);
    assert.deepEqual(ids(parse(mixed, 'assocs')), [77, 78]);
  });

  it('leave out others without counting them', () => {
    const { malformed, duplicates } = parse(lines + lines, 'assocs', ports([1]));
    assert.deepEqual([malformed, duplicates], [0, 0]);
  });
});

describe('the files', () => {
  it('have their rows, in their order', () => {
    const eps = parse(fixture('proc/net/sctp/eps'), 'eps');
    assert.deepEqual(inodes(eps), [612345, 612350, 612361, 612370, 612402, 612410, 612411]);
    const assocs = parse(fixture('proc/net/sctp/assocs'), 'assocs');
    assert.deepEqual(ids(assocs), [4, 5, 11, 12, 13]);
    assert.deepEqual([eps.malformed, assocs.malformed, eps.duplicates, assocs.duplicates], [0, 0, 0, 0]);
    assert.deepEqual(
      Array.from(assocs.table, ({ primaryRemoteAddress }) => primaryRemoteAddress),
      ['198.51.100.77', '203.0.113.5', '192.0.2.80', '2001:db8:0:2::20', '127.0.0.1'],
    );
  });

  it('of an old kernel end with the addresses', () => {
    const old = parse(fixture('proc/net/sctp/assocs_old_kernel'), 'assocs');
    assert.deepEqual([old.table.length, old.malformed], [5, 0]);
    assert.deepEqual(old.table.toJSON(), parse(fixture('proc/net/sctp/assocs'), 'assocs').table.toJSON());
  });

  it('have no rows when there is but a heading, or nothing', () => {
    const text = fixture('proc/net/sctp/eps');
    for (const lines of ['', text.subarray(0, text.indexOf(0x0a) + 1)]) {
      const { table, malformed } = parse(lines, 'eps');
      assert.deepEqual([table.length, malformed], [0, 0]);
    }
  });
});

describe('a broken file', () => {
  it('loses each bad line and no other', () => {
    const eps = parse(fixture('broken/sctp_eps_bogus_field'), 'eps');
    // An inode below 0 is none, and a state may have no name: the row is there. The last is the endpoint of the latter.
    const counts = [eps.malformed, eps.incomplete, eps.duplicates];
    assert.deepEqual(
      [inodes(eps), counts],
      [
        [612345, 612370, null],
        [6, 2, 1],
      ],
    );
    const assocs = parse(fixture('broken/sctp_assocs_bogus_field'), 'assocs');
    assert.deepEqual([ids(assocs), assocs.malformed, assocs.incomplete, assocs.duplicates], [[4, 5, 11], 6, 1, 1]);
  });

  it('loses a line that is cut off, even between two addresses', () => {
    const cut = parse(fixture('broken/sctp_assocs_truncated_line'), 'assocs');
    assert.deepEqual([ids(cut), cut.malformed], [[4, 5], 1]);
  });

  it('gives no association twice, while one socket may have several', () => {
    const doubled = parse(fixture('broken/sctp_assocs_doubled_row'), 'assocs');
    assert.deepEqual([ids(doubled), doubled.duplicates, doubled.malformed], [[4, 5, 11], 2, 0]);
  });

  for (const file of ['eps', 'assocs'] as const) {
    it(`${file} cut at any byte gives the rows of whole lines and counts the rest`, () => {
      const text = fixture(`proc/net/sctp/${file}`);
      const whole = parse(text, file).table.toJSON();
      for (let length = 0; length <= text.length; length++) {
        const lines = text.subarray(0, length);
        const { table, malformed } = parse(lines, file);
        const complete = Math.max(0, countLines(lines) - 2);
        assert.deepEqual(table.toJSON(), whole.slice(0, complete), `cut at ${length}`);
        const rest = lines.subarray(lines.lastIndexOf(0x0a) + 1);
        if (complete > 0) assert.equal(malformed, rest.length > 0 ? 1 : 0, `cut at ${length}`);
      }
    });

    it(`${file} with any bytes changed is rows and malformed lines, never an exception`, () => {
      const random = randomNumbers(4);
      const text = fixture(`proc/net/sctp/${file}`);
      const lines = countLines(text) - 2;
      bounded(() => {
        for (let round = 0; round < 2000; round++) {
          const broken = text.slice();
          for (let i = 0; i < 4; i++) broken[random(text.length)] = random(256);
          const { table, malformed, duplicates } = parse(broken, file);
          assert.ok(table.length + malformed + duplicates <= lines + 5);
          JSON.stringify(table);
        }
      });
    });
  }
});
