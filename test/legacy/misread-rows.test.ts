import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { bluetoothSockets, legacyRoutes, legacySockets, type TableReport } from '../../src/index.ts';
import { FakeProc } from '../support/fake-proc.ts';

const AX25_OLD = 'dest_addr src_addr dev st vs vr va t1 t2 t3 idle n2 rtt wnd paclen Snd-Q Rcv-Q inode\n';
const NETROM = 'user_addr dest_node src_node dev my your st vs vr va t1 t2 t4 idle n2 wnd Snd-Q Rcv-Q inode\n' as const;
const NETROM_OLD = 'user_addr dest_node src_node dev my your st vs vr va t1 t2 n2 rtt wnd paclen Snd-Q Rcv-Q\n';
const X25 = 'dest_addr src_addr dev lci st vs vr va t t2 t21 t22 t23 Snd-Q Rcv-Q inode\n';
const ROSE =
  'dest_addr dest_call src_addr src_call dev lci neigh st vs vr va t t1 t2 t3 hb idle Snd-Q Rcv-Q inode\n' as const;
const IPX = 'Local_Address Remote_Address Tx_Queue Rx_Queue State Uid\n';
const NEW_AX25_LINE = 'ff ax0 N0CALL-1 GB7ABC-2 3 1 2 1 5 10 0 3 290 300 0 20 0 10 3 2 256 12 34 5678';
const OLD_AX25_LINE = 'GB7ABC-2 N0CALL-1 ax0 3 1 2 1 5/010 0/03 290/300 0/020 0/10 3 2 256 12 34 5678';
const NETROM_LINE = 'A B C nr0 0A/0B 1C/FF 3 1 2 3 5/120 0/05 0/180 0/900 0/03 4 12 34 5678';
const X25_LINE = '2342 2343 wan0 001 3 1 2 3 4 3 200 180 180 12 34 5678';
const ROSE_LINE = '5080175555 A 5080175556 B rose0 001 00003 3 1 2 3 4 200 180 180 5 0/000 12 34 5678';

type Read = Iterable<object> & { report: TableReport };

/** A table whose lines all have as many words. */
interface Table {
  /** As the report names it. */
  part: string;
  file: string;
  heading: string;
  line: string;
  read: (procRoot: string) => Promise<Read>;
}

const sockets = (part: 'ax25' | 'x25' | 'netrom' | 'rose' | 'ipx', file: string, heading: string, line: string) => ({
  ...{ part, file: `net/${file}`, heading, line },
  read: (procRoot: string): Promise<Read> => legacySockets({ procRoot, families: [part] }),
});

const routes = (
  part: 'ax25' | 'x25' | 'netrom' | 'rose' | 'ipx' | 'ddp',
  file: string,
  heading: string,
  line: string,
) => ({
  ...{ part, file: `net/${file}`, heading, line },
  read: (procRoot: string): Promise<Read> => legacyRoutes({ procRoot, families: [part] }),
});

const SOCKETS: readonly Table[] = [
  sockets('ax25', 'ax25', '', NEW_AX25_LINE),
  sockets('ax25', 'ax25', '', NEW_AX25_LINE.replace('12 34 5678', '* * *')),
  sockets('ax25', 'ax25', AX25_OLD, OLD_AX25_LINE),
  sockets('ax25', 'ax25', AX25_OLD.replace(' inode', ''), OLD_AX25_LINE.replace(' 5678', '')),
  sockets('netrom', 'nr', NETROM, NETROM_LINE),
  sockets('netrom', 'nr', NETROM_OLD, 'A B C nr0 0A/0B 1C/FF 3 1 2 3 5/120 0/05 0/03 9 4 256 12 34'),
  sockets('x25', 'x25', X25, X25_LINE),
  sockets('x25', 'x25', X25.replace(' inode', ''), X25_LINE.replace(' 5678', '')),
  sockets('rose', 'rose', ROSE, ROSE_LINE),
  sockets('ipx', 'ipx', IPX, '00000010:0451 00000020:0000A1B2C3D4:0505 00000000 000000FF 01 1000'),
];

const ROUTES: readonly Table[] = [
  routes('ax25', 'ax25_route', 'callsign dev mode digipeaters\n', 'N0CALL-1 ax1 vc DIGI1 DIGI2-1'),
  routes('x25', 'x25_routes', 'Address Digits Device\n', '2342 4 wan0'),
  routes('ipx', 'ipx_route', 'Network Router_Net Router_Node\n', '00000020 00000010 0000A1B2C3D4'),
  routes('ddp', 'atalk_route', 'Target Router Flags Dev\n', '0002:00 0001:80 3 eth0'),
  routes('rose', 'rose_nodes', 'address mask n neigh neigh neigh\n', '2081000000 0004 3 00002 00001 00003'),
  routes('rose', 'rose_nodes', 'address mask n neigh neigh neigh\n', '2081000000 0004 2 00001 00002'),
  routes('netrom', 'nr_nodes', 'callsign mnemonic w n qual obs neigh\n', 'GB7ABC-2 ABC 1 1 1 2 00001'),
  routes('netrom', 'nr_nodes', 'callsign mnemonic w n qual obs neigh\n', 'N0CALL-2 X 2 2 2 6 00001 1 5 00002'),
];

const proc = new FakeProc();
after(() => proc.end());

/** Writes the line among whole ones, whose rows stay. */
async function read({ file, heading, line, read: readTable }: Table, odd: string): Promise<Read> {
  proc.write(file, `${heading}${line}\n${odd}\n${line}\n`);
  const rows = await readTable(proc.path);
  assert.deepEqual(rows.report.sources[Object.keys(rows.report.sources)[0] as string]?.source, 'procfs');
  return rows;
}

/** There is no row of the line, and it is counted. */
async function assertNone(table: Table, odd: string): Promise<void> {
  const rows = await read(table, odd);
  assert.equal([...rows].length, 2, odd);
  assert.deepEqual([rows.report.malformed, rows.report.incomplete], [{ [table.part]: 1 }, {}], odd);
}

const without = (words: readonly string[], i: number) => words.toSpliced(i, 1).join(' ');

describe('a line with more or fewer words than a kernel writes is none, and counted', () => {
  for (const table of [...SOCKETS, ...ROUTES]) {
    const { part, file, heading, line } = table;
    const words = line.split(' ');
    const name = `${part} of ${file}, ${heading === '' ? 'no heading' : `${heading.trim().split(' ').length} columns`}`;

    it(`where a word is missing: ${name}`, async () => {
      for (const i of words.keys()) {
        // Of AX.25 the digipeaters are as many as there are.
        if (file.endsWith('ax25_route') && i > 2) continue;
        const odd = without(words, i);
        await assertNone(table, odd);
      }
    });

    it(`where one is there twice: ${name}`, async () => {
      for (const i of words.keys()) {
        if (file.endsWith('ax25_route') && i > 1) continue;
        // A way more than the count says is a way.
        if (file.endsWith('nodes') && i > (part === 'rose' ? 1 : 3)) continue;
        const odd = words.toSpliced(i, 0, words[i] as string).join(' ');
        await assertNone(table, odd);
      }
    });
  }

  for (const table of SOCKETS) {
    it(`where it is torn before its end: ${table.part}, ${table.heading.trim().split(' ').length} columns`, async () => {
      const words = table.line.split(' ');
      for (let length = 1; length < words.length; length++) {
        // The older form has no more of a link that no program holds.
        if (table.heading.startsWith('dest_addr src_addr dev st') && length === 15) continue;
        await assertNone(table, words.slice(0, length).join(' '));
      }
    });
  }
});

describe('a line of a form that some kernel writes is a row with all its fields', () => {
  for (const table of SOCKETS) {
    it(`${table.part}: ${table.heading.trim() || 'no heading'}`, async () => {
      const rows = await read(table, table.line);
      assert.equal([...rows].length, 3);
      assert.deepEqual([rows.report.malformed, rows.report.incomplete], [{}, {}]);
      const row = { ...[...rows][0] } as { sendQ?: number | null; recvQ?: number | null; inode?: number | null };
      if (table.part === 'ipx') return;
      const expected: (number | null)[] = table.line.endsWith('*') ? [null, null, null] : [12, 34];
      if (expected.length === 2) expected.push(table.line.endsWith('5678') ? 5678 : null);
      assert.deepEqual([row.sendQ, row.recvQ, row.inode], expected);
    });
  }

  it('of a newer one too, which has columns behind those that are known', async () => {
    for (const table of SOCKETS.filter(({ heading }) => /inode|Uid/.test(heading))) {
      const newer = { ...table, heading: `${table.heading.trim()} more\n`, line: `${table.line} 99` };
      const rows = await read(newer, newer.line);
      assert.deepEqual([[...rows].length, rows.report.malformed], [3, {}], table.part);
      assert.deepEqual([...rows][0], [...(await read(table, table.line))][0]);
    }
  });

  it('of AX.25 not where only some of queues and inode are stars', async () => {
    const table = SOCKETS[0] as Table;
    for (const end of ['* 34 5678', '* * 5678', '12 * *', '12 34 *']) {
      await assertNone(table, NEW_AX25_LINE.replace('12 34 5678', end));
    }
  });
});

describe('a neighbour of NET/ROM or ROSE', () => {
  it('is none, and counted, where a word of it is missing, with digipeaters and without', async () => {
    for (const [part, nodes, node, file, heading, fixed] of [
      ['netrom', 'nr_nodes', 'A * 1 1 9 6 00001', 'nr_neigh', 'addr callsign dev qual lock count failed', '203 0 2 0'],
      [
        'rose',
        'rose_nodes',
        '5 0010 1 00001',
        'rose_neigh',
        'addr callsign dev count use mode restart t0 tf',
        '2 0 DTE yes 0 0',
      ],
    ] as const) {
      proc.write(`net/${nodes}`, `h\n${node}\n`);
      for (const digipeaters of [[], ['DIGI1'], ['DIGI1', 'DIGI2-1']]) {
        const words = ['00001', 'GB7ABC-2', 'ax0', ...fixed.split(' ')];
        for (const i of [-1, ...words.keys()]) {
          const line = [...(i < 0 ? words : words.toSpliced(i, 1)), ...digipeaters].join(' ');
          proc.write(`net/${file}`, `${heading} digipeaters\n${line}\n`);
          const rows = await legacyRoutes({ procRoot: proc.path, families: [part] });
          const [route] = rows;
          const neighbour =
            route?.family === 'rose' ? route.neighbours[0] : route?.family === 'netrom' && route.paths[0]?.neighbour;
          const known = i < 0 ? { callsign: 'GB7ABC-2', device: 'ax0' } : { callsign: null, device: null };
          assert.deepEqual(neighbour, { number: 1, ...known }, line);
          assert.deepEqual(rows.report.malformed, i < 0 ? {} : { [`${part} neighbours`]: 1 }, line);
        }
      }
    }
  });
});

describe('a socket of Bluetooth', () => {
  const before = process.env.HOST_SYS;
  after(() => {
    if (before === undefined) delete process.env.HOST_SYS;
    else process.env.HOST_SYS = before;
  });

  for (const [protocol, line] of [
    ['l2cap', '5c:f3:70:8b:12:34_(1) 00:1b:dc:06:a1:b2_(2) 1 25 0x0041 0x0042 672 1021 2 0'],
    ['rfcomm', '5c:f3:70:8b:12:34 00:1b:dc:06:a1:b2 1 3'],
  ] as const) {
    it(`is none, and counted, where a word is missing: ${protocol}`, async () => {
      process.env.HOST_SYS = `${proc.path}/sys`;
      const words = line.split(' ');
      const whole = line.replaceAll('_', ' ');
      for (const i of words.keys()) {
        const odd = without(words, i).replaceAll('_', ' ');
        proc.write(`sys/kernel/debug/bluetooth/${protocol}`, `${whole}\n${odd}\n`);
        const rows = await bluetoothSockets({ protocols: [protocol] });
        assert.deepEqual([rows.length, rows.report.malformed], [1, { [protocol]: 1 }], odd);
      }
    });
  }
});
