import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countLines, parseNetInet } from '../../../src/sockets/procfs/net-inet.ts';
import { SeenSockets } from '../../../src/sockets/procfs/seen-sockets.ts';
import { numbers } from '../../../src/sockets/table/numbers.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_INET, PROTOCOL_NUMBERS } from '../../../src/uapi/sockets.ts';

function parse(text: string) {
  const lines = Buffer.from(text);
  const table = new SocketTable(countLines(lines), newReport());
  const file = { family: AF_INET, protocol: PROTOCOL_NUMBERS.tcp, states: 0xfff };
  return { table, ...parseNetInet(lines, file, table, new SeenSockets()) };
}

// A kernel's line, with every field another number.
const LINE =
  '  17: 0100007F:1F90 0200007F:C350 01 0000000A:0000000B 02:000000C7 00000003  4000000000        5 4294967295 2 0000000000000000 20 4 30 10 -1';

describe('a number that does not fit its column', () => {
  const HUGE = [
    '4294967296',
    '4294967297',
    '9223372036854775808',
    '18446744073709551616',
    '1'.repeat(30),
    '-2147483649',
  ];
  const hex = (text: string) => (text.startsWith('-') ? text : BigInt(text).toString(16));
  const COLUMNS = [
    ['sendQ', '0000000A:', (text: string) => `${hex(text)}:`, ['-1']],
    ['recvQ', ':0000000B', (text: string) => `:${hex(text)}`, ['-1']],
    ['timer', ' 02:', (text: string) => ` ${hex(text)}:`, ['-1', '256', '65536', '4294967295']],
    ['expires', ':000000C7', (text: string) => `:${hex(text)}`, ['-1', '429496730', '4294967295']],
    ['retransmits', ' 00000003 ', (text: string) => ` ${hex(text)} `, ['-1', '256', '65536', '4294967295']],
    ['uid', ' 4000000000 ', (text: string) => ` ${text} `, []],
    ['probes', ' 5 ', (text: string) => ` ${text} `, ['-1', '256', '65536', '4294967295']],
    ['inode', ' 4294967295 ', (text: string) => ` ${text} `, ['-1']],
  ] as const;

  for (const [field, before, after, more] of COLUMNS) {
    it(`leaves the row without ${field} alone, and is counted`, () => {
      const whole = parse(LINE).table.toJSON()[0];
      for (const text of [...more, ...HUGE]) {
        const { table, malformed, incomplete } = parse(`${LINE.replace(before, after(text))}\n`);
        assert.deepEqual([malformed, incomplete], [0, 1], text);
        assert.deepEqual(table.toJSON(), [{ ...whole, [field]: null }], text);
        assert.deepEqual([...numbers(table, field, new Float64Array(1))], [Number.NaN], text);
      }
    });
  }

  it('is none at the end of its range: a queue of 4294967295 bytes, a user that is printed as -1', () => {
    const line = LINE.replace('0000000A:0000000B', 'FFFFFFFF:FFFFFFFF').replace('4000000000', '   -1');
    const { table, incomplete } = parse(line.replace(':000000C7', ':19999999'));
    const { recvQ, sendQ, uid, expires } = table.at(0) ?? {};
    assert.deepEqual([recvQ, sendQ, uid, expires, incomplete], [4294967295, 4294967295, 4294967295, 4294967290, 0]);
  });

  it('makes no double of two sockets whose inodes do not fit', () => {
    const wide = LINE.replace(' 4294967295 ', ' 4294967297 ');
    const parsed = parse(`${wide}\n${wide.replace('1F90', '1F91')}\n`);
    const inodes = Array.from(parsed.table, (socket) => socket.inode);
    assert.deepEqual([inodes, parsed.duplicates, parsed.incomplete], [[null, null], 0, 2]);
  });
});

describe('the user of a socket without a file', () => {
  const orphan = LINE.replace(' 4000000000 ', ' 0 ').replace(' 4294967295 ', ' 0 ');
  const uidOf = (line: string) => parse(line).table.at(0)?.uid;

  it('is unknown where the kernel says 0, and the known user of a listener in SYN_RECV', () => {
    assert.equal(uidOf(orphan), null);
    assert.equal(uidOf(orphan.replace('C350 01', 'C350 06')), null, 'TIME_WAIT');
    assert.equal(uidOf(orphan.replace('C350 01', 'C350 05')), null, 'FIN_WAIT2');
    assert.equal(uidOf(orphan.replace('C350 01', 'C350 03')), 0, 'SYN_RECV');
  });

  it('is known where it is another one, and root with a file is root', () => {
    assert.equal(uidOf(LINE.replace(' 4294967295 ', ' 0 ')), 4000000000);
    assert.equal(uidOf(LINE.replace(' 4000000000 ', ' 0 ')), 0);
  });

  it('counts as no number that could not be read', () => {
    assert.equal(parse(orphan).incomplete, 0);
  });
});

/** What a number may go on with, where a blank should be. */
const TORN = [
  '1a',
  '1g',
  '1.5',
  '1e3',
  '1-',
  '1-5',
  '1,2',
  '1\0',
  '1:2',
  '1:',
  '0x1',
  '+1',
  '1FFFFFFFF',
  '1\r',
  'none',
];
const DECIMALS = [
  ['uid', ' 4000000000 '],
  ['probes', ' 5 '],
  ['inode', ' 4294967295 '],
] as const;
const FILES = ['tcp', 'udp', 'udplite', 'raw', 'icmp'] as const;

describe('a column that begins with a number and is none', () => {
  for (const [field, before] of DECIMALS) {
    it(`leaves the row without ${field} alone, and is counted`, () => {
      const whole = parse(LINE).table.toJSON()[0];
      for (const text of TORN) {
        const { table, malformed, incomplete } = parse(`${LINE.replace(before, ` ${text} `)}\n`);
        assert.deepEqual([malformed, incomplete], [0, 1], JSON.stringify(text));
        assert.deepEqual(table.toJSON(), [{ ...whole, [field]: null }], JSON.stringify(text));
      }
    });
  }

  it('leaves the row without the retransmits, where netstat reads on, and is malformed where it does not', () => {
    const [row] = parse(LINE).table.toJSON();
    for (const text of ['3x', '3.5', '3-5', '0x3']) {
      const { table, malformed, incomplete } = parse(LINE.replace(' 00000003 ', ` ${text} `));
      assert.deepEqual([table.toJSON(), malformed, incomplete], [[{ ...row, retransmits: null }], 0, 1], text);
    }
    for (const [before, after] of [
      ['0000000A:', '5x:'],
      [':0000000B', ':5x'],
      [' 02:', ' 2x:'],
      [':000000C7', ':C7x'],
    ] as const) {
      const { table, malformed } = parse(`${LINE.replace(before, after)}\n`);
      assert.deepEqual([table.length, malformed], [0, 1], after);
    }
  });
});

describe('a column that is empty', () => {
  for (const [field, before] of [...DECIMALS, ['retransmits', ' 00000003 ']] as const) {
    it(`(${field}) leaves what it may have shifted unknown, and is counted`, () => {
      const whole = parse(LINE).table.toJSON()[0];
      for (const pointer of ['0000000000000000', '00000000', 'ffff8881', 'c0ffee00c0ffee00']) {
        const line = LINE.replace(before, ' ').replace('0000000000000000', pointer);
        const { table, malformed, incomplete } = parse(`${line}\n`);
        const shifted = { retransmits: null, uid: null, probes: null, inode: null };
        assert.deepEqual([malformed, incomplete, table.toJSON()], [0, 1, [{ ...whole, ...shifted }]]);
      }
    });
  }

  it('(when) is unknown alone, because nothing is behind its colon', () => {
    const whole = parse(LINE).table.toJSON()[0];
    const { table, incomplete } = parse(`${LINE.replace(':000000C7', ':')}\n`);
    assert.deepEqual([incomplete, table.toJSON()], [1, [{ ...whole, expires: null }]]);
  });

  it('of two at once makes no inode of the pointer', () => {
    for (const end of ['', ' 20 4 30 10 -1', ' 0         ', '    ']) {
      const line = LINE.replace(' 4000000000        5 ', ' ').replace(' 20 4 30 10 -1', end);
      const socket = parse(`${line}\n`).table.at(0);
      assert.deepEqual([socket?.uid, socket?.probes, socket?.inode], [null, null, null], end);
    }
  });
});

describe('a state that has no name', () => {
  for (const protocol of FILES) {
    it(`of /proc/net/${protocol} is UNKNOWN, the row stays, and is counted`, () => {
      for (const state of ['00', '0C', '0D', 'FF', '-1', '100000000', '0x1', '1'.repeat(20)]) {
        const lines = Buffer.from(`${LINE.replace('C350 01', `C350 ${state}`)}\n`);
        const table = new SocketTable(countLines(lines), newReport());
        const file = { family: AF_INET, protocol: PROTOCOL_NUMBERS[protocol], states: 0xffe };
        const { malformed, incomplete } = parseNetInet(lines, file, table, new SeenSockets());
        const { state: named, inode } = table.at(0) ?? {};
        assert.deepEqual([named, inode, malformed, incomplete], ['UNKNOWN', 4294967295, 0, 1], state);
      }
    });
  }
});

describe('rows that nothing tells apart', () => {
  it('are a socket each when their inode is unknown or 0, and one when it is the same number', () => {
    for (const [first, second, rows] of [
      ['4294967297', '4294967298', 2],
      ['4294967297', '4294967297', 2],
      ['0', '0', 2],
      ['1x', '1x', 2],
      ['7', '7', 1],
      ['7', '8', 2],
    ] as const) {
      const of = (inode: string) => LINE.replace(' 4294967295 ', ` ${inode} `);
      const { table, duplicates } = parse(`${of(first)}\n${of(second)}\n`);
      assert.deepEqual([table.length, duplicates], [rows, 2 - rows], `${first} ${second}`);
    }
  });
});
