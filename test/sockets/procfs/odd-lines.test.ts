import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseNetIpv6Route } from '../../../src/routes/procfs/net-ipv6-route.ts';
import { RouteRecord } from '../../../src/routes/route-record.ts';
import { countLines } from '../../../src/sockets/procfs/net-inet.ts';
import { parseNetSctp, type SctpFile } from '../../../src/sockets/procfs/net-sctp.ts';
import { NetUnixParser } from '../../../src/sockets/procfs/net-unix.ts';
import { SeenAssociations } from '../../../src/sockets/procfs/seen-associations.ts';
import { newReport } from '../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../src/sockets/table/socket-table.ts';

const TORN = ['1a', '1FFFFFFFF', '1.5', '0x1', '1-', '1,2', '1\0', '1:'];

function unix(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const table = new SocketTable(countLines(bytes), newReport(), { unix: true });
  const parser = new NetUnixParser(bytes, 0xfff);
  parser.fill(table);
  return { table, malformed: parser.malformed, incomplete: parser.incomplete, duplicates: parser.duplicates };
}

const row = (inode: string, rest = ' /p', numbers = '00000002 00000000 00010000 0001 01') =>
  `0000000000000000: ${numbers} ${inode}${rest}\n`;

describe('a line of /proc/net/unix', () => {
  it('whose inode goes on behind its digits keeps its path, has no inode, and is counted', () => {
    for (const text of TORN) {
      const { table, malformed, incomplete } = unix(row(text) + row('7'));
      const sockets = Array.from(table, ({ inode, path }) => [inode, path]);
      const expected = [
        [null, '/p'],
        [7, '/p'],
      ];
      assert.deepEqual([sockets, malformed, incomplete], [expected, 0, 1], JSON.stringify(text));
    }
  });

  it('that begins as a row and is none is malformed, and no part of the path before it', () => {
    for (const pointer of ['0000000000000000', 'c0ffee00', 'C0FFEE00']) {
      for (const first of ['', '+1', '0x1', '- 1', '1g', 'x']) {
        const line = `${pointer}: ${first} 00000000 00010000 0001 01 9 /q\n`;
        const { table, malformed } = unix(row('7') + line + row('8'));
        const sockets = Array.from(table, ({ inode, path }) => [inode, path]);
        const expected = [
          [7, '/p'],
          [8, '/p'],
        ];
        assert.deepEqual([sockets, malformed], [expected, 1], `${pointer}: ${first}`);
      }
    }
    for (const line of ['c0ffee0: x', 'c0ffee00:x', 'c0ffee00', 'c0ffeeg0: x']) {
      const { table, malformed } = unix(`${row('7')}${line}\n`);
      assert.deepEqual([table.at(0)?.path, malformed], [`/p\n${line}`, 0], line);
    }
  });

  it('is of another socket than one with its inode and path in another state', () => {
    const connection = '00000003 00000000 00000000 0001 03';
    const { table, duplicates } = unix(row('7') + row('7', ' /p', connection) + row('7') + row('7', ' /p', connection));
    assert.deepEqual([table.length, duplicates], [2, 2]);
  });
});

const ENDPOINT = { file: 'eps', line: 'f1 f2 2 10 29 11165 1000 77 10.0.0.1 \n' } as const;
const ASSOCIATION = {
  file: 'assocs',
  line: 'f1 f2 2 1 3 0 9 17 5 1000 77 11567 11166 *10.0.0.1 <-> *10.0.0.2 \t7500\n',
} as const;

function sctp(file: SctpFile, text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const table = new SocketTable(countLines(bytes), newReport(), { sctp: true });
  return { table, ...parseNetSctp(bytes, file, { states: 0xffe }, table, new SeenAssociations()) };
}

describe('a line of /proc/net/sctp', () => {
  for (const { file, line } of [ENDPOINT, ASSOCIATION]) {
    it(`(${file}) is without its user or its inode alone where these go on behind their digits`, () => {
      for (const text of TORN) {
        for (const [field, before] of [
          ['uid', ' 1000 '],
          ['inode', ' 77 '],
        ] as const) {
          const { table, malformed, incomplete } = sctp(file, line.replace(before, ` ${text} `));
          const whole = sctp(file, line).table.toJSON()[0];
          assert.deepEqual([table.toJSON(), malformed, incomplete], [[{ ...whole, [field]: null }], 0, 1], text);
        }
      }
    });

    it(`(${file}) stays where its socket has a state without a name`, () => {
      for (const state of ['0', '12', '13', '99', '-1', '4294967296', '1x']) {
        const { table, malformed, incomplete } = sctp(file, line.replace(/2 (10|1) /, `2 ${state} `));
        assert.deepEqual([table.at(0)?.inode, malformed, incomplete], [77, 0, 1], state);
        if (file === 'eps') assert.equal(table.at(0)?.state, 'UNKNOWN');
      }
    });
  }

  it('stays where its association has a state without a name', () => {
    for (const state of ['8', '99', '-1', '3x']) {
      const { table, malformed, incomplete } = sctp('assocs', ASSOCIATION.line.replace(' 3 0 ', ` ${state} 0 `));
      const { associationState, state: named, inode } = table.at(0) ?? {};
      assert.deepEqual([associationState, named, inode, malformed, incomplete], [null, 'UNKNOWN', 77, 0, 1], state);
    }
  });
});

describe('a line of /proc/net/ipv6_route with an empty column', () => {
  const COLUMNS = [
    'f'.repeat(32),
    '40',
    '0'.repeat(32),
    '00',
    '0'.repeat(32),
    '00000100',
    '00000001',
    '00000002',
    '00000001',
  ];

  it('is malformed, whichever it is: no column takes the place of another', () => {
    for (const name of ['eth0', 'lo', 'face', 'fe0', '00000001']) {
      for (let empty = 0; empty < COLUMNS.length; empty++) {
        const columns = COLUMNS.map((text, at) => (at === empty ? '' : text));
        const bytes = Buffer.from(`${columns.join(' ')}     ${name}\n`);
        const counts = parseNetIpv6Route(bytes, new RouteRecord(), () => assert.fail(`column ${empty}, ${name}`));
        assert.equal(counts.malformed, 1);
      }
    }
  });
});
