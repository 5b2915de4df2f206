import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupsTable } from '../../../src/cli/ls/groups-table.ts';
import type { GroupValue, SocketGroup } from '../../../src/index.ts';

const group = (
  key: Record<string, GroupValue>,
  count: number,
  sum: SocketGroup['sum'] = {},
  max: SocketGroup['max'] = {},
): SocketGroup => ({ key, count, sum, max });

const GROUPS = [
  group({ process: 'nginx', state: 'CLOSE_WAIT' }, 4211, { recvQ: 98_304 }, { recvQ: 4096, 'tcpInfo.minRtt': 120 }),
  group({ process: null, state: 'TIME_WAIT' }, 7, { recvQ: 0 }, { recvQ: 0, 'tcpInfo.minRtt': null }),
];

describe('a table of groups', () => {
  it('has counts and measures to the right, then the keys', () => {
    assert.deepEqual(groupsTable(GROUPS, { header: true }), [
      'COUNT RECV-Q MAX-RECV-Q MAX-MIN-RTT PROCESS STATE',
      ' 4211  98304       4096       120us nginx   CLOSE_WAIT',
      '    7      0          0           - -       TIME_WAIT',
    ]);
  });

  it('has quantities in units, as rows have them, and queues as plain numbers', () => {
    const sum = { sendQ: 5000, sendRate: 980_450.47, retransRate: 0.5 };
    const measured = group({ process: 'app' }, 2, sum, { 'tcpInfo.rtt': 1500, 'memory.rcvbuf': 131_072 });
    assert.deepEqual(groupsTable([{ ...measured, max: { ...sum, ...measured.max } }], { header: false }), [
      '2 5000 5000 980.5kB/s 980.5kB/s 0.5/s 0.5/s 1.5ms 131.1kB app',
    ]);
  });

  it('has no heading where none is wanted, and no line without groups', () => {
    assert.deepEqual(groupsTable([group({ localPort: 22 }, 1)], { header: false }), ['1 22']);
    assert.deepEqual(groupsTable([], { header: true }), []);
  });

  it('says what a value is in words', () => {
    const values: [GroupValue, string][] = [
      [true, 'yes'],
      [false, 'no'],
      [{ receive: true, send: false }, 'receive'],
      [{ receive: true, send: true }, 'both'],
      [['10.0.0.1', '10.0.0.2'], '10.0.0.1,10.0.0.2'],
      [[], '-'],
      ['', '-'],
      [0, '0'],
      ['10.2.3.0/24', '10.2.3.0/24'],
    ];
    for (const [value, text] of values)
      assert.deepEqual(groupsTable([group({ value }, 1)], { header: false }), [`1 ${text}`]);
  });

  it('cuts the widest texts where there is no room, and no number', () => {
    const wide = group({ path: '/run/containerd/s/0123456789abcdef', process: 'a-process' }, 1_000_000);
    assert.deepEqual(groupsTable([wide], { header: false, room: 40 }), ['1000000 /run/containerd/s/012… a-process']);
    assert.deepEqual(groupsTable([wide], { header: false, room: 20 }), [
      '1000000 /run/containerd/s/0123456789abcdef a-process',
    ]);
  });

  it('sends a terminal nothing that it obeys, and lets no name make a line', () => {
    const [line, ...more] = groupsTable([group({ process: 'a\n\u001b[2Jb\u202e' }, 1)], { header: false });
    assert.deepEqual([line, more], ['1 a??[2Jb?', []]);
  });

  it('may have very many lines', () => {
    const many = Array.from({ length: 200_000 }, (_, at) => group({ remotePort: at }, 1));
    assert.equal(groupsTable(many, { header: true }).length, 200_001);
  });
});
