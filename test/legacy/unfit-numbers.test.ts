import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { legacyRoutes, legacySockets } from '../../src/index.ts';
import { FakeProc } from '../support/fake-proc.ts';

const AX25 = 'ff ax0 N0CALL-1 GB7ABC-2 3 <vs> <vr> <va> 5 10 0 3 290 300 0 20 0 10 3 2 256 <sendQ> <recvQ> <inode>';
const NETROM = 'A B C nr0 0A/0B 1C/FF 3 <vs> <vr> <va> 5/120 0/05 0/180 0/900 0/03 4 <sendQ> <recvQ> <inode>';
const X25 = '1 2 wan0 <lci> 3 <vs> <vr> <va> 4 3 200 180 180 <sendQ> <recvQ> <inode>';
const ROSE = '1 A 2 B rose0 <lci> <neighbour> 3 <vs> <vr> <va> 4 200 180 180 5 0/000 <sendQ> <recvQ> <inode>';
const IPX = '00000010:0451 Not_Connected <sendQ> <recvQ> 07 <uid>';
const TABLES = [
  ['ax25', 'ax25', '', AX25],
  ['netrom', 'nr', 'h\n', NETROM],
  ['x25', 'x25', 'h\n', X25],
  ['rose', 'rose', 'h\n', ROSE],
  ['ipx', 'ipx', 'h\n', IPX],
] as const;
const ROUTES = [
  ['x25', 'x25_routes', '2342 <digits> wan0'],
  ['ddp', 'atalk_route', '0002:00 0001:80 <flags> eth0'],
  ['netrom', 'nr_nodes', 'A * <used> 0'],
  ['rose', 'rose_nodes', '5080175555 <digits> 0'],
] as const;

const NUMBERS = [
  '-1',
  '99999999999',
  `${2n ** 32n}`,
  `${2n ** 32n + 1n}`,
  `${2n ** 63n}`,
  `${2n ** 64n}`,
  '9'.repeat(30),
] as const;

const proc = new FakeProc();
after(() => proc.end());

const FIELD = /<(\w+)>/g;
const fill = (line: string, field: string, number: string) =>
  line.replace(FIELD, (_, name) => (name === field ? number : '1'));

type Read = Iterable<object> & { report: { incomplete: object; malformed: object } };

/** The row has null there alone, and is counted. */
function assertNull(rows: Read, field: string, line: string, part: string): void {
  assert.equal([...rows].length, 1, line);
  const nulls = Object.entries({ ...[...rows][0] }).filter(([name, value]) => name === field && value === null);
  assert.equal(nulls.length, 1, line);
  assert.deepEqual(rows.report.incomplete, { [part]: 1 }, line);
  assert.deepEqual(rows.report.malformed, {}, line);
}

describe('a number that does not fit its field is null and counted, and the row stays', () => {
  for (const [family, file, heading, line] of TABLES) {
    it(`of the sockets of ${family}`, async () => {
      for (const [, field = ''] of line.matchAll(FIELD)) {
        for (const number of NUMBERS) {
          const text = fill(line, field, number);
          proc.write(`net/${file}`, `${heading}${text}\n`);
          assertNull(await legacySockets({ procRoot: proc.path, families: [family] }), field, text, family);
        }
      }
    });

    it(`of the sockets of ${family}, where the file ends with it`, async () => {
      for (const [, field = ''] of line.matchAll(FIELD)) {
        const text = fill(line.slice(0, line.indexOf(`<${field}>`) + field.length + 2), '', '');
        proc.write(`net/${file}`, `${heading}${text}`);
        assertNull(await legacySockets({ procRoot: proc.path, families: [family] }), field, text, family);
      }
    });
  }

  it('of the mode of a route of AX.25, which is no number', async () => {
    for (const number of ['0', '255', ...NUMBERS]) {
      const text = `N0CALL-1 ax1 ${number} DIGI1`;
      proc.write('net/ax25_route', `callsign dev mode digipeaters\n${text}\n`);
      assertNull(await legacyRoutes({ procRoot: proc.path, families: ['ax25'] }), 'ipMode', text, 'ax25');
    }
  });

  for (const [family, file, line] of ROUTES) {
    it(`of the routes of ${family}`, async () => {
      for (const [, field = ''] of line.matchAll(FIELD)) {
        for (const number of NUMBERS.filter((number) => family !== 'ddp' || number !== '-1')) {
          const text = fill(line, field, number);
          proc.write(`net/${file}`, `h\n${text}\n`);
          assertNull(await legacyRoutes({ procRoot: proc.path, families: [family] }), field, text, family);
        }
      }
    });
  }
});
