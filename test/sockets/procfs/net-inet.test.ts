import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PortFilter } from '../../../src/sockets/filter/ports.ts';
import { countLines, netInetFileName, parseNetInet } from '../../../src/sockets/procfs/net-inet.ts';
import { SeenSockets } from '../../../src/sockets/procfs/seen-sockets.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import {
  AF_INET,
  AF_INET6,
  FAMILY_NUMBERS,
  type Family,
  PROTOCOL_NUMBERS,
  type Protocol,
  STATE_NUMBERS,
} from '../../../src/uapi/sockets.ts';
import { bounded, fixture, fixtureJson, randomNumbers } from '../../support/fixtures.ts';

interface Parsed {
  table: SocketTable;
  malformed: number;
  incomplete: number;
  duplicates: number;
}

function parse(
  text: Uint8Array | string,
  protocol: Protocol = 'tcp',
  family: Family = 'inet',
  states = 0xfff,
  ports?: PortFilter,
): Parsed {
  const lines = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  const table = new SocketTable(countLines(lines), newReport());
  const file = { family: FAMILY_NUMBERS[family], protocol: PROTOCOL_NUMBERS[protocol], states, ports };
  return { table, ...parseNetInet(lines, file, table, new SeenSockets()) };
}

const inodes = ({ table }: Parsed) => Array.from(table, (socket) => socket.inode);

// A kernel's line, with every field another number.
const LINE =
  '  17: 0100007F:1F90 0200007F:C350 01 0000000A:0000000B 02:000000C7 00000003  4000000000        5 4294967295 2 0000000000000000 20 4 30 10 -1';

describe('a line of /proc/net/tcp', () => {
  it('has every field in its place, and null for what only sock_diag tells', () => {
    const { table, malformed } = parse(`${LINE}\n`);
    assert.equal(malformed, 0);
    assert.deepEqual(table.toJSON(), [
      {
        protocol: 'tcp',
        family: 'inet',
        state: 'ESTABLISHED',
        recvQ: 11,
        sendQ: 10,
        backlog: null,
        uid: 4000000000,
        inode: 4294967295,
        cookie: null,
        localAddress: '127.0.0.1',
        localPort: 8080,
        remoteAddress: '127.0.0.2',
        remotePort: 50000,
        v6only: null,
        timer: 'keepalive',
        expires: 1990,
        retransmits: 3,
        probes: 5,
        interface: null,
        shutdown: null,
      },
    ]);
  });

  it('may be wide or narrow: fields are told apart by blanks', () => {
    const narrow = LINE.replaceAll(/ +/g, ' ').trim();
    assert.deepEqual(parse(narrow).table.toJSON(), parse(LINE).table.toJSON());
  });

  it('has an IPv6 address of four words in the byte order of the machine', () => {
    const words = 'B80D012078563412F0DEBC9A78563412';
    const { table } = parse(LINE.replace('0100007F', words).replace('0200007F', '0'.repeat(32)), 'udp', 'inet6');
    const socket = table.at(0);
    assert.deepEqual(
      [socket?.localAddress, socket?.localPort, socket?.remoteAddress],
      ['2001:db8:1234:5678:9abc:def0:1234:5678', 8080, '::'],
    );
  });

  it('clears the words of an address that the row before had left', () => {
    const table = new SocketTable(1, newReport());
    table.localAddressWords.fill(0xffffffff);
    const file = { family: AF_INET, protocol: 6, states: 0xfff };
    parseNetInet(Buffer.from(LINE), file, table, new SeenSockets());
    assert.deepEqual([...table.localAddress], [127, 0, 0, 1, ...new Array(12).fill(0)]);
  });

  it('is passed over when its state is not wanted, well formed behind it or not', () => {
    const listen = 1 << STATE_NUMBERS.LISTEN;
    const { table, malformed } = parse(`${LINE}\n${LINE.replace('C350 01', 'C350 0A')}\n`, 'tcp', 'inet', listen);
    assert.deepEqual([table.length, malformed, table.at(0)?.state], [1, 0, 'LISTEN']);
  });
});

describe('the ports that are wanted', () => {
  // The local port is 8080, the remote one 50000.
  for (const [ports, rows] of [
    [{}, 1],
    [{ local: [8080] }, 1],
    [{ local: [80, 8080, 9090] }, 1],
    [{ local: [50000] }, 0],
    [{ remote: [50000] }, 1],
    [{ remote: [8080] }, 0],
    [{ local: [8080], remote: [50000] }, 1],
    [{ local: [8080], remote: [50001] }, 0],
    [{ local: [8081], remote: [50000] }, 0],
  ] as [{ local?: number[]; remote?: number[] }, number][]) {
    it(`of ${JSON.stringify(ports)} ${rows === 1 ? 'take' : 'pass over'} the line`, () => {
      const { local, remote } = ports;
      const filter = { local: local && new Set(local), remote: remote && new Set(remote) };
      const { table, malformed } = parse(`${LINE}\n`, 'tcp', 'inet', 0xfff, filter);
      assert.deepEqual([table.length, malformed], [rows, 0]);
    });
  }

  it('are looked at beside the state, which must be wanted too', () => {
    const ports = { local: new Set([8080]) };
    assert.equal(parse(LINE, 'tcp', 'inet', 1 << STATE_NUMBERS.LISTEN, ports).table.length, 0);
    assert.equal(parse(LINE, 'tcp', 'inet', 1 << STATE_NUMBERS.ESTABLISHED, ports).table.length, 1);
  });

  it('leave the rows of the others as they are, and malformed lines counted', () => {
    const other = LINE.replace('1F90', '0050').replace('0100007F', 'FFFFFFFF');
    const { table, malformed } = parse(`${other}\n${LINE}\n${other}\nnonsense: here\n`, 'tcp', 'inet', 0xfff, {
      local: new Set([8080]),
    });
    assert.deepEqual(table.toJSON(), parse(LINE).table.toJSON());
    assert.equal(malformed, 1);
  });
});

// Recorded in one moment with the dumps of test/fixtures/netlink: their rows were decoded by a program of its own.
describe('the recorded file', () => {
  const FIELDS = ['state', 'recvQ', 'sendQ', 'localAddress', 'localPort', 'remoteAddress', 'remotePort', 'inode'];

  for (const protocol of ['tcp', 'udp', 'udplite'] as const) {
    for (const family of ['inet', 'inet6'] as const) {
      const name = netInetFileName(protocol, FAMILY_NUMBERS[family]);
      it(`${name} has the rows of the dump`, () => {
        const { table, malformed, duplicates } = parse(fixture(`proc/net/${name}`), protocol, family);
        const keys = (rows: Record<string, unknown>[]) =>
          rows.map((row) => JSON.stringify(FIELDS.map((field) => row[field]))).sort();
        assert.deepEqual(keys(table.toJSON()), keys(fixtureJson(`netlink/${name}.json`)));
        assert.deepEqual([malformed, duplicates], [0, 0]);
      });
    }
  }

  it('raw has the IP protocols as ports', () => {
    for (const [name, family] of [
      ['raw', 'inet'],
      ['raw6', 'inet6'],
    ] as const) {
      const { table, malformed } = parse(fixture(`proc/net/${name}`), 'raw', family);
      const ports = new Set(Array.from(table, (socket) => socket.localPort));
      assert.deepEqual([...ports].sort(), [1, 255, 58, 89].sort());
      assert.deepEqual(
        [malformed, table.at(0)?.protocol, table.length],
        [0, 'raw', countLines(fixture(`proc/net/${name}`)) - 2],
      );
    }
  });

  it('icmp has the ping sockets of either family', () => {
    assert.deepEqual(
      [parse(fixture('proc/net/icmp'), 'icmp'), parse(fixture('proc/net/icmp6'), 'icmp', 'inet6')].map(
        ({ table, malformed }) => [
          malformed,
          ...Array.from(table, (socket) => `${socket.protocol} ${socket.family} ${socket.state}`),
        ],
      ),
      [
        [0, 'icmp inet CLOSE', 'icmp inet ESTABLISHED'],
        [0, 'icmp inet6 CLOSE', 'icmp inet6 ESTABLISHED'],
      ],
    );
  });
});

describe('a broken file', () => {
  it('loses each bad line and no other', () => {
    const parsed = parse(fixture('broken/tcp_bogus_field'));
    // One is bad only behind what a row needs: it lacks its inode. Two have a state that has no name.
    const expected = [[539587, 538313, 538744, null, 537888], 4, 3];
    assert.deepEqual([inodes(parsed), parsed.malformed, parsed.incomplete], expected);
  });

  it('loses a line that is cut off', () => {
    const parsed = parse(fixture('broken/tcp_truncated_line'));
    assert.deepEqual([inodes(parsed), parsed.malformed], [[539587, 537870, 538431], 1]);
  });

  it('loses an IPv4 line among IPv6 ones, and the other way round', () => {
    const six = parse(fixture('broken/tcp6_ipv4_address'), 'tcp', 'inet6');
    assert.deepEqual([six.table.length, six.malformed], [2, 1]);
    const four = parse(fixture('broken/tcp6_ipv4_address'), 'tcp', 'inet');
    assert.deepEqual([inodes(four), four.malformed], [[539587], 2]);
  });

  it('gives no socket twice that has an inode and is listed twice; without one each row is a socket', () => {
    const parsed = parse(fixture('broken/tcp_doubled_row'));
    assert.deepEqual([inodes(parsed), parsed.duplicates, parsed.malformed], [[539587, 537870, 0, 538431, 0], 2, 0]);
  });

  it('has no rows when it has but its heading, or nothing', () => {
    for (const text of [fixture('broken/tcp_heading_only'), '', '\n', '\n\n']) {
      const { table, malformed } = parse(text);
      assert.deepEqual([table.length, malformed], [0, 0]);
    }
  });

  it('may have its heading in the middle', () => {
    const parsed = parse(fixture('broken/tcp_heading_twice'));
    assert.deepEqual([inodes(parsed), parsed.malformed], [[539587, 537870], 0]);
  });

  for (const [name, family] of [
    ['tcp', AF_INET],
    ['udp6', AF_INET6],
  ] as const) {
    it(`${name} cut at any byte gives the whole lines' rows, of the last line what is whole, and counts the rest`, () => {
      const text = fixture(`proc/net/${name}`);
      const half = text.subarray(0, text.indexOf(0x0a, 2000) + 1);
      const parseHalf = (lines: Uint8Array) =>
        parse(lines, name === 'tcp' ? 'tcp' : 'udp', family === AF_INET ? 'inet' : 'inet6');
      const whole = parseHalf(half).table.toJSON();
      for (let length = 0; length < half.length; length++) {
        const lines = half.subarray(0, length);
        const { table, malformed, incomplete } = parseHalf(lines);
        const complete = Math.max(0, countLines(lines) - 2);
        assert.ok(table.length === complete || table.length === complete + 1, `cut at ${length}`);
        // A wrong number of an inode would be a wrong owner.
        const rows = table.toJSON();
        if (incomplete === 1) {
          const [cut, known] = [rows.pop(), whole[rows.length]] as Record<string, unknown>[];
          for (const [field, value] of Object.entries(cut ?? {}))
            if (value !== null) assert.deepEqual(value, known?.[field], `cut at ${length}: ${field}`);
          assert.notDeepEqual(cut, known, `cut at ${length}`);
        }
        assert.deepEqual(rows, whole.slice(0, rows.length), `cut at ${length}`);
        const rest = lines.subarray(lines.lastIndexOf(0x0a) + 1);
        if (complete > 0 && rest.length > 0) assert.equal(malformed + table.length, complete + 1, `cut at ${length}`);
      }
    });
  }

  it('with any bytes changed is rows and malformed lines, never an exception', () => {
    const random = randomNumbers(3);
    const text = fixture('proc/net/tcp');
    const lines = countLines(text) - 1;
    bounded(() => {
      for (let round = 0; round < 500; round++) {
        const broken = text.slice();
        for (let i = 0; i < 5; i++) broken[random(text.length)] = random(256);
        const { table, malformed, duplicates } = parse(broken);
        assert.ok(table.length + malformed + duplicates <= lines + 5);
        assert.ok(table.length + malformed + duplicates >= lines - 10);
        JSON.stringify(table);
      }
    });
  });
});
