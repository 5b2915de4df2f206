import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NetUnixParser } from '../../../src/sockets/procfs/net-unix.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import type { Socket } from '../../../src/sockets/table/socket.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { bounded, fixture, randomNumbers } from '../../support/fixtures.ts';

interface Options {
  states?: number;
  /** Rows a table has room for. */
  rows?: number;
}

function parse(text: Uint8Array | string, { states = 0xfff, rows = 1000 }: Options = {}) {
  const parser = new NetUnixParser(typeof text === 'string' ? Buffer.from(text, 'latin1') : text, states);
  const sockets: Socket[] = [];
  for (let more = true; more; ) {
    const table = new SocketTable(rows, newReport(), { unix: true });
    more = parser.fill(table);
    assert.ok(!more || table.length === rows, 'a table that is not the last is full');
    sockets.push(...table);
  }
  const { malformed, duplicates } = parser;
  return { sockets, malformed, duplicates, paths: sockets.map(({ inode, path }) => [inode, path]) };
}

const row = (inode: number, path = '', rest = '00010000 0001 01') =>
  `0000000000000000: 00000002 00000000 ${rest} ${String(inode).padStart(5)}${path && ` ${path}`}\n`;
const HEADING = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
const LISTEN = 1 << STATE_NUMBERS.LISTEN;

describe('a line of /proc/net/unix', () => {
  it('has every field in its place, and null for what only sock_diag tells', () => {
    const { sockets } = parse('ffff8800deadbeef: 0000000A 00000000 00010000 0005 01 4294967295 /run/x.sock\n');
    assert.deepEqual(
      sockets.map((socket) => socket.toJSON()),
      [
        {
          protocol: 'unix',
          family: 'unix',
          state: 'LISTEN',
          recvQ: null,
          sendQ: null,
          backlog: null,
          uid: null,
          inode: 4294967295,
          cookie: null,
          type: 'seqpacket',
          path: '/run/x.sock',
          peerInode: null,
          refCount: 10,
          flags: 0x10000,
          shutdown: null,
        },
      ],
    );
  });

  it("turns the socket layer's states into those of sock_diag", () => {
    const states = ['00010000 0001 01', '00000000 0001 01', '00000000 0001 02', '00000000 0001 03', '00000000 0001 04'];
    const { sockets } = parse(states.map((rest, i) => row(i + 1, '', rest)).join(''));
    assert.deepEqual(
      sockets.map(({ state }) => state),
      ['LISTEN', 'CLOSE', 'SYN_SENT', 'ESTABLISHED', 'CLOSE'],
    );
  });

  it('has the rest of the line as its name, blanks and all', () => {
    for (const name of ['/a b', ' x', 'two  spaces ', 'tab\t', '\t', '[b]', './rel']) {
      assert.deepEqual(parse(row(5, name)).paths, [[5, name]]);
    }
  });

  it('has an abstract name where it begins with @, and none where there is none', () => {
    const { sockets } = parse(row(1, '@abc') + row(2, '@') + row(3) + row(4, '@nul@inside'));
    assert.deepEqual(
      sockets.map((socket) => [socket.path, Buffer.from(socket.pathBytes ?? []).toString()]),
      [
        ['@abc', '\0abc'],
        ['@', '\0'],
        [null, ''],
        ['@nul@inside', '\0nul@inside'],
      ],
    );
  });

  it('is none where no kernel prints such a one', () => {
    const good = row(5, '/a');
    for (const [from, to] of [
      [/^/, ' '],
      ['00000002', '2'],
      [' 00000002', '  00000002'],
      ['00000000 00010000', '00010000'],
      ['00010000', '10000'],
      ['0001 01', '1 01'],
      ['0001 01', '0001 1'],
      ['0001 01', '0001  01'],
      [': ', ' : '],
    ] as const) {
      const text = good.replace(from, to);
      const { sockets, malformed } = parse(text);
      assert.deepEqual([sockets.length, malformed], [0, 1], text);
    }
  });

  it('is passed over when its state is not wanted', () => {
    const text = row(1, '/a') + row(2, '/b', '00000000 0001 03') + row(3, '/c');
    assert.deepEqual(parse(text, { states: LISTEN }).paths, [
      [1, '/a'],
      [3, '/c'],
    ]);
    assert.deepEqual(parse(text, { states: 1 << STATE_NUMBERS.ESTABLISHED }).paths, [[2, '/b']]);
  });

  it('is the same in tables of any size', () => {
    const text = fixture('proc/net/unix');
    const expected = parse(text);
    assert.ok(expected.sockets.length > 50);
    for (const rows of [1, 2, 7, expected.sockets.length, expected.sockets.length + 1]) {
      assert.deepEqual(parse(text, { rows }).paths, expected.paths);
    }
  });
});

// Recorded in one moment with unix.bin of test/fixtures/netlink, names with newlines and a forged row among them.
describe('the recorded file, with names that hold newlines', () => {
  it('can show a forged row when no name is known, but joins a name whose next line is no row', () => {
    const { sockets, malformed } = parse(fixture('broken/unix_forged_row'));
    assert.ok(sockets.find(({ inode }) => inode === 4242));
    assert.match(sockets.find(({ inode }) => inode === 541870)?.path ?? '', /new\nline\.sock$/);
    assert.equal(malformed, 0);
  });
});

describe('a name that holds newlines', () => {
  const text = fixture('broken/unix_name_with_newline');
  const expected = [
    [501, '/run/one\ntwo\nthree.sock'],
    [502, null],
    [0, '/run/one\ntwo\nthree.sock'],
    [503, '/run/after.sock'],
  ];

  it('is joined again', () => assert.deepEqual(parse(text).paths, expected));

  it('is joined again where a table ends in the middle of it', () => {
    for (const rows of [1, 2, 3]) {
      const { paths, malformed } = parse(text, { rows });
      assert.deepEqual([paths, malformed], [expected, 0], `tables of ${rows}`);
    }
  });

  it('gives nothing to the row before when its own row is not wanted', () => {
    const lines = HEADING + row(1, '/a') + row(2, '/b\nc', '00000000 0001 03') + row(3, '/d');
    assert.deepEqual(parse(lines, { states: LISTEN }).paths, [
      [1, '/a'],
      [3, '/d'],
    ]);
  });

  it('has no more bytes than the kernel allows: what comes behind is malformed, until the next row', () => {
    const rest = (length: number) => `${'y'.repeat(length)}\n`;
    const cases = [
      [rest(104), `/ab\n${'y'.repeat(104)}`, 0],
      [rest(105), '/ab', 1],
      [rest(50) + rest(53), `/ab\n${'y'.repeat(50)}\n${'y'.repeat(53)}`, 0],
      [rest(50) + rest(54), `/ab\n${'y'.repeat(50)}`, 1],
      [rest(105) + rest(1) + rest(1), '/ab', 3],
      ['\n\n', '/ab\n\n', 0],
      ['\0\n', '/ab', 1],
      ['a\0b\nc\n', '/ab', 2],
    ] as const;
    for (const [lines, name, count] of cases) {
      const { paths, malformed } = parse(row(7, '/ab') + lines + row(8));
      const expected = [
        [7, name],
        [8, null],
      ];
      assert.deepEqual([paths, malformed], [expected, count], JSON.stringify(lines));
      const skipped = parse(row(7, '/ab', '00000000 0001 01') + lines + row(8, '/c'), { states: LISTEN });
      assert.deepEqual([skipped.paths, skipped.malformed], [[[8, '/c']], count], JSON.stringify(lines));
    }
  });

  it('takes linear time, whatever follows it', () => {
    for (const lines of ['x\n', '\n', '\0\n', ` ${'x'.repeat(200)}\n`]) {
      bounded(() => {
        const { paths, malformed } = parse(row(7, '/ab') + lines.repeat(200_000));
        assert.equal(paths.length, 1);
        assert.ok(malformed >= 199_000);
      });
    }
  });
});

describe('a name of more bytes than the kernel allows, or with a NUL in it', () => {
  it('ends there, and what is behind is counted', () => {
    const long = 'n'.repeat(108);
    for (const [name, shown, count] of [
      [long, long, 0],
      [`${long}x`, long, 1],
      [`${long}\0`, long, 1],
      ['/a\0b', '/a', 1],
      ['/a\0\0\0', '/a', 1],
      ['\0', null, 1],
      ['@\0', '@', 1],
    ] as const) {
      const { paths, malformed } = parse(row(7, name) + row(8));
      const expected = [
        [7, shown],
        [8, null],
      ];
      assert.deepEqual([paths, malformed], [expected, count], JSON.stringify(name));
    }
  });
});

describe('a socket of /proc/net/unix', () => {
  it('that is listed twice is one row, and counted, with the rest of its name', () => {
    const text = row(5, '/a\nb') + row(6) + row(5, '/a\nb') + row(6);
    const { paths, duplicates, malformed } = parse(text);
    const expected = [
      [5, '/a\nb'],
      [6, null],
    ];
    assert.deepEqual([paths, duplicates, malformed], [expected, 2, 0]);
  });

  it('that shares its inode number with another one, because these wrap, is told apart by type and name', () => {
    const text = row(5, '/a') + row(5, '/b') + row(5, '/a', '00010000 0005 01') + row(5) + row(0, '/a') + row(0, '/a');
    const { sockets, duplicates } = parse(text);
    assert.deepEqual([sockets.length, duplicates], [6, 0]);
  });
});

describe('a broken file', () => {
  it('loses a row without an inode, which is no name either', () => {
    const { paths, malformed } = parse(fixture('broken/unix_without_inode'));
    assert.deepEqual(
      [paths, malformed],
      [
        [
          [541817, null],
          [541834, null],
        ],
        1,
      ],
    );
  });

  it('counts lines that belong to nobody', () => {
    const { paths, malformed } = parse(fixture('broken/unix_stray_first_line'));
    assert.deepEqual([paths.map(([inode]) => inode), malformed], [[541817, 541838], 2]);
  });

  it('loses a line that is cut off before its inode', () => {
    const { paths, malformed } = parse(fixture('broken/unix_truncated_line'));
    assert.deepEqual([paths.map(([inode]) => inode), malformed], [[0, 541817, 541834], 1]);
  });

  it('has no rows when it has but its heading, or nothing', () => {
    for (const text of [fixture('broken/unix_heading_only'), '', HEADING.trimEnd()]) {
      const { paths, malformed } = parse(text);
      assert.deepEqual([paths, malformed], [[], 0]);
    }
  });

  it('cut at any byte gives the rows of its whole lines', () => {
    const text = fixture('proc/net/unix');
    const whole = parse(text).paths;
    for (let length = 0; length < text.length; length++) {
      const { paths } = parse(text.subarray(0, length));
      // Neither an inode nor a name says where it ends, so the last row may be short.
      const complete = text.subarray(0, length).filter((byte) => byte === 0x0a).length - 1;
      const before = Math.max(0, complete);
      assert.ok(paths.length === before || paths.length === before + 1, `cut at ${length}`);
      if (before > 1) assert.deepEqual(paths.slice(0, before - 1), whole.slice(0, before - 1), `cut at ${length}`);
    }
  });

  it('with any bytes changed is rows and malformed lines, never an exception', () => {
    const random = randomNumbers(4);
    const text = fixture('broken/unix_forged_row');
    bounded(() => {
      for (let round = 0; round < 1000; round++) {
        const broken = text.slice();
        for (let i = 0; i < 5; i++) broken[random(text.length)] = random(256);
        const { sockets } = parse(broken);
        JSON.stringify(sockets);
        assert.ok(sockets.length > 40);
      }
    });
  });
});
