import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { decodeReply } from '../../../src/sockets/netlink/sockets.ts';
import { type NamesWithNewline, NetUnixParser, printedName } from '../../../src/sockets/procfs/net-unix.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import type { Socket } from '../../../src/sockets/table/socket.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';
import { AF_UNIX, STATE_NUMBERS } from '../../../src/uapi/sockets.ts';
import { bounded, fixture, fixtureJson, randomNumbers } from '../../support/fixtures.ts';

interface Options {
  states?: number;
  names?: NamesWithNewline;
  /** Rows a table has room for. */
  rows?: number;
}

function parse(text: Uint8Array | string, { states = 0xfff, names, rows = 1000 }: Options = {}) {
  const parser = new NetUnixParser(typeof text === 'string' ? Buffer.from(text, 'latin1') : text, states, names);
  const sockets: Socket[] = [];
  for (let more = true; more; ) {
    const table = new SocketTable(rows, newReport(), { unix: true });
    more = parser.fill(table);
    assert.ok(!more || table.length === rows, 'a table that is not the last is full');
    sockets.push(...table);
  }
  return { sockets, malformed: parser.malformed, paths: sockets.map(({ inode, path }) => [inode, path]) };
}

const names = (entries: Record<number, string>): NamesWithNewline =>
  new Map(Object.entries(entries).map(([inode, name]) => [Number(inode), printedName(Buffer.from(name, 'latin1'))]));

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

describe('printedName', () => {
  it('has @ for each NUL of an abstract name, and a path as it is', () => {
    const printed = (name: string) => Buffer.from(printedName(Buffer.from(name))).toString();
    assert.equal(printed('\0nul\0inside\0\n'), '@nul@inside@\n');
    assert.equal(printed('/run/a\nb'), '/run/a\nb');
    assert.equal(printed(''), '');
  });
});

// Recorded in one moment with unix.bin of test/fixtures/netlink, names with newlines and a forged row among them.
describe('the recorded file, with names that hold newlines', () => {
  const text = fixture('broken/unix_forged_row');
  const reply = ReplyBytes.from(fixture('netlink/unix.bin'));
  const dump = decodeReply(reply, { family: AF_UNIX, protocol: 0, states: 0xfff }, newReport());
  const known = new Map(
    Array.from(dump, (socket) => [socket.inode ?? 0, socket.pathBytes as Uint8Array] as const)
      .filter(([, name]) => name.includes(0x0a))
      .map(([inode, name]) => [inode, printedName(name)]),
  );

  it('has the rows of the dump and the connections not yet accepted, once their names are known', () => {
    const { sockets, malformed } = parse(text, { names: known });
    const key = (row: Record<string, unknown>) =>
      JSON.stringify([row.inode, row.state, row.type, (row.path as string | null)?.replaceAll('\0', '@') ?? null]);
    const accepted = sockets.filter(({ inode }) => inode !== 0);
    assert.deepEqual(
      accepted.map((socket) => key(socket.toJSON())).sort(),
      fixtureJson('netlink/unix.json').map(key).sort(),
    );
    assert.equal(malformed, 0);
    assert.ok(sockets.some(({ inode, state }) => inode === 0 && state === 'SYN_SENT'));
  });

  it('shows no forged row once the name is known, and the forger with its whole name', () => {
    const { sockets } = parse(text, { names: known });
    assert.equal(
      sockets.find(({ inode }) => inode === 4242),
      undefined,
    );
    assert.match(
      sockets.find(({ inode }) => inode === 541869)?.path ?? '',
      /^@innocent\n0000000000000000: .* \/forged$/,
    );
  });

  it('can show a forged row when no name is known, but joins a name whose next line is no row', () => {
    const { sockets, malformed } = parse(text);
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

  it('is joined again, known or not', () => {
    assert.deepEqual(parse(text).paths, expected);
    assert.deepEqual(parse(text, { names: names({ 501: '/run/one\ntwo\nthree.sock' }) }).paths, expected);
  });

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

  it('forges no row of a connection not yet accepted, which has no inode to know it by', () => {
    const forger = `@x\n${row(4242, '/forged').trimEnd()}`;
    const lines = row(9, forger) + row(0, forger, '00000000 0001 02') + row(0, '@other', '00000000 0001 02');
    const { paths } = parse(lines, { names: names({ 9: forger.replace('@', '\0') }) });
    assert.deepEqual(paths, [
      [9, forger],
      [0, forger],
      [0, '@other'],
    ]);
  });

  it('forges no row by the help of a second name that it begins with', () => {
    const short = '@x\ny';
    const long = `${short}\n${row(4242, '/forged').trimEnd()}`;
    const lines = row(8, short) + row(9, long) + row(0, long, '00000000 0001 02');
    const { paths } = parse(lines, { names: names({ 8: short.replace('@', '\0'), 9: long.replace('@', '\0') }) });
    assert.deepEqual(paths, [
      [8, short],
      [9, long],
      [0, long],
    ]);
  });

  it('that is not there any more, because the inode is another socket now, is not believed', () => {
    const lines = row(7, '/new') + row(8, '/other');
    assert.deepEqual(parse(lines, { names: names({ 7: '/old\nname', 8: '/oth\ner' }) }).paths, [
      [7, '/new'],
      [8, '/other'],
    ]);
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
    const known = names({ 541870: '/tmp/new\nline.sock', 541869: '\0innocent\nx' });
    bounded(() => {
      for (let round = 0; round < 1000; round++) {
        const broken = text.slice();
        for (let i = 0; i < 5; i++) broken[random(text.length)] = random(256);
        const { sockets } = parse(broken, round % 2 === 0 ? { names: known } : {});
        JSON.stringify(sockets);
        assert.ok(sockets.length > 40);
      }
    });
  });
});
