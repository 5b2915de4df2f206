import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OwnerColumns } from '../../../../src/cli/netstat/sockets/columns.ts';
import { UnixListing } from '../../../../src/cli/netstat/sockets/unix.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';
import { defaultSettings, type Settings } from '../../../../src/cli/settings.ts';
import { newReport } from '../../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../../src/sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../../src/sockets/table/unknown.ts';
import { AF_UNIX, STATE_NUMBERS, type State } from '../../../../src/uapi/sockets.ts';

interface Row {
  type?: number;
  flags?: number;
  refCount?: number | null;
  state?: State;
  inode?: number;
  /** Latin-1. */
  path?: string;
}

function tableOf(...rows: Row[]): SocketTable {
  const table = new SocketTable(rows.length, newReport(), { unix: true });
  table.length = rows.length;
  assert.ok(table.unix);
  for (const [i, { type = 1, flags = 0, refCount = 2, state = 'CLOSE', inode = 7, path = '' }] of rows.entries()) {
    table.family[i] = AF_UNIX;
    table.state[i] = STATE_NUMBERS[state];
    table.inode[i] = inode;
    table.unix.type[i] = type;
    table.unix.flags[i] = flags;
    table.unix.refCount[i] = refCount ?? 0;
    table.unknown[i] = refCount === null ? UNKNOWN.refCount : 0;
    const bytes = Buffer.from(path, 'latin1');
    table.unix.path.set(i, bytes, 0, bytes.length);
  }
  return table;
}

function lines(settings: Partial<Settings>, write: (listing: UnixListing) => void, terminal = false): string[] {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  }, terminal);
  write(new UnixListing(out, { ...defaultSettings(), ...settings }, new OwnerColumns(out, undefined)));
  out.flush();
  return text.split('\n').slice(0, -1);
}

const rows = (row: Row, settings: Partial<Settings> = { all: true }, terminal = false) =>
  lines(settings, (unix) => unix.rows(tableOf(row)), terminal);

describe('UnixListing headings', () => {
  const base = 'Proto RefCnt Flags       Type       State         I-Node  ';
  for (const [settings, first, end] of [
    [{}, '(w/o servers)', ' Path'],
    [{ listening: true }, '(only servers)', ' Path'],
    [{ all: true, extend: true, timers: true }, '(servers and established)', ' Path'],
    [{ programs: true }, '(w/o servers)', ' PID/Program name     Path'],
    [{ programs: true, context: true }, '(w/o servers)', ` PID/Program name    ${' Security Context'.padEnd(50)} Path`],
  ] as const) {
    it(`are netstat's for ${Object.keys(settings).join(', ') || 'no option'}`, () => {
      assert.deepEqual(
        lines(settings, (unix) => unix.heading()),
        [`Active UNIX domain sockets ${first}`, `${base}${end}`],
      );
    });
  }
});

describe('UnixListing rows', () => {
  const ACC = 0x10000;
  for (const [row, expected] of [
    [{}, 'unix  2      [ ]         STREAM                   7        '],
    [
      { state: 'LISTEN', flags: ACC, path: '/run/x' },
      'unix  2      [ ACC ]     STREAM     LISTENING     7        /run/x',
    ],
    [{ state: 'ESTABLISHED', refCount: 3 }, 'unix  3      [ ]         STREAM     CONNECTED     7        '],
    [{ state: 'SYN_SENT', inode: 0 }, 'unix  2      [ ]         STREAM     CONNECTING    0        '],
    [{ state: 'CLOSE', inode: 0, type: 0 }, 'unix  2      [ ]         UNKNOWN    DISCONNECTING 0        '],
    [{ state: 'CLOSING' }, 'unix  2      [ ]         STREAM     DISCONNECTING 7        '],
    [{ type: 2 }, 'unix  2      [ ]         DGRAM                    7        '],
    [{ type: 3 }, 'unix  2      [ ]         RAW                      7        '],
    [{ type: 4 }, 'unix  2      [ ]         RDM                      7        '],
    [{ type: 5 }, 'unix  2      [ ]         SEQPACKET                7        '],
    [{ type: 9 }, 'unix  2      [ ]         UNKNOWN                  7        '],
    [{ type: 0 }, 'unix  2      [ ]         UNKNOWN                  7        '],
    [{ flags: 0x70000, state: 'LISTEN' }, 'unix  2      [ ACC W N ] STREAM     LISTENING     7        '],
    [{ flags: 0x20000 }, 'unix  2      [ W ]       STREAM                   7        '],
    [
      { refCount: 12345678, inode: 4294967295, path: '/x' },
      'unix  12345678 [ ]         STREAM                   4294967295 /x',
    ],
  ] as const) {
    it(`are netstat's for ${JSON.stringify(row)}`, () => assert.deepEqual(rows(row), [expected]));
  }

  it('say - where the number of references is not known', () => {
    assert.match(rows({ refCount: null })[0] ?? '', /^unix {2}- {6}\[ \] {9}STREAM/);
  });

  const PATH_COLUMN = 59;
  for (const [path, shown] of [
    ['/run/with blank/x', '/run/with'],
    ['/run/with\ttab', '/run/with'],
    ['/run/with\nunix  2      [ ]', '/run/with'],
    ['/run/with\vtab', '/run/with'],
    [' leading', 'leading'],
    ['  lead and trail ', 'lead'],
    ['\t\v\f\rlead\r', 'lead'],
    [' \nlead', ''],
    [' \t ', ''],
    ['\0 lead', '@'],
    ['\0abstract', '@abstract'],
    ['\0with\0nul\0', '@with@nul@'],
    ['\0a b', '@a'],
    ['@file', '@file'],
    ['/caf\xe9', '/caf\xe9'],
    ['/esc\x1b[31m', '/esc\x1b[31m'],
  ] as const) {
    it(`show of the name ${JSON.stringify(path)} what netstat shows`, () => {
      assert.equal(rows({ path })[0]?.slice(PATH_COLUMN), shown);
    });
  }

  it('send no control byte of a name to a terminal', () => {
    const [line] = rows({ path: '/esc\x1b[31m\x07\x9b' }, { all: true }, true);
    assert.ok(line?.endsWith(' /esc?[31m??'), line);
  });

  it('have a program and a context between inode and path', () => {
    const [line] = rows({ path: '/x' }, { all: true, programs: true, context: true });
    assert.equal(line?.slice(50), `7        ${'-'.padEnd(20)} ${'-'.padEnd(50)} /x`);
  });

  it('leave out what the choice leaves out, and keep each name at its row', () => {
    const table = tableOf(
      { path: '/a', state: 'LISTEN', flags: ACC },
      { path: '/b', state: 'ESTABLISHED' },
      { path: '' },
      { path: '/d', state: 'LISTEN', flags: ACC },
    );
    const names = (settings: Partial<Settings>) =>
      lines(settings, (unix) => unix.rows(table)).map((line) => line.slice(PATH_COLUMN));
    assert.deepEqual(names({ all: true }), ['/a', '/b', '', '/d']);
    assert.deepEqual(names({ listening: true }), ['/a', '/d']);
    assert.deepEqual(names({}), ['/b', '']);
  });
});
