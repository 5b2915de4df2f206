import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Names } from '../../../../src/cli/names/names.ts';
import { OwnerColumns } from '../../../../src/cli/netstat/sockets/columns.ts';
import { SctpListing } from '../../../../src/cli/netstat/sockets/sctp.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';
import { defaultSettings, type Settings } from '../../../../src/cli/settings.ts';
import { joinOwners } from '../../../../src/sockets/owners/owners.ts';
import { parseNetSctp, type SctpFile } from '../../../../src/sockets/procfs/net-sctp.ts';
import { SeenAssociations } from '../../../../src/sockets/procfs/seen-associations.ts';
import { OwnerIndex } from '../../../../src/sockets/table/owner-index.ts';
import { newReport } from '../../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../../src/sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../../src/sockets/table/unknown.ts';

const V6 = '2001:0db8:1234:5678:9abc:def0:1234:5678';

const OWNER = { pid: 77, argv0: Buffer.from('prog'), comm: Buffer.from('prog') };
const OWNERS = await OwnerIndex.build(Uint32Array.of(4711, 77, 3), new Map([[77, OWNER]]), async () => {});

function tableOf(file: SctpFile, line: string): SocketTable {
  const table = new SocketTable(1, newReport(), { sctp: true });
  parseNetSctp(Buffer.from(`${line}\n`), file, { states: 0xffe }, table, new SeenAssociations());
  assert.equal(table.length, 1, line);
  return joinOwners(table, OWNERS);
}

function lines(table: SocketTable, settings: Partial<Settings> = { all: true }): string[] {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  const all = { ...defaultSettings(), ...settings };
  const names = new Names();
  new SctpListing(out, all, names, new OwnerColumns(out, undefined)).rows(table);
  out.flush();
  assert.ok(text === '' || text.endsWith('\n'));
  return text.split('\n').slice(0, -1);
}

const endpoint = (addresses: string, state = 10) => tableOf('eps', `a b 2 ${state} 0 2905 1000 4711 ${addresses}`);
const association = (local: string, remote: string, state = 1) =>
  tableOf('assocs', `a b 2 ${state} 3 0 1 17 5 1000 4711 2905 2906 ${local} <-> ${remote}`);

const ALL = { all: true, extend: true, programs: true, timers: true };
const TAIL = ` 1000       4711       ${'77/prog'.padEnd(20)} `;

describe('the lines of an endpoint', () => {
  it('are one for each address, the state on the first', () => {
    assert.deepEqual(lines(endpoint('10.0.0.1 10.0.0.2')), [
      'sctp                10.0.0.1:2905                                   LISTEN     ',
      '                    10.0.0.2:2905                                              ',
    ]);
  });

  it('have the columns of options behind the last', () => {
    const [first, last] = lines(endpoint('10.0.0.1 10.0.0.2'), ALL);
    assert.equal(first, 'sctp                10.0.0.1:2905                                   LISTEN     ');
    assert.equal(last, `                    10.0.0.2:2905                                              ${TAIL}`);
  });

  it('never cut an address, wide or not', () => {
    const expected = `${'sctp'.padEnd(20)}${'2001:db8:1234:5678:9abc:def0:1234:5678:2905'.padEnd(47)} LISTEN     `;
    for (const wide of [false, true]) assert.deepEqual(lines(endpoint(V6), { all: true, wide }), [expected]);
  });

  it('show IPv4 among IPv6 as IPv4', () => {
    assert.match(lines(endpoint(`${V6} 10.0.0.2`))[1] as string, /^ {20}10\.0\.0\.2:2905 +$/);
  });

  it('are the columns of options alone where there is no address', () => {
    assert.deepEqual(lines(endpoint(''), ALL), [TAIL]);
    assert.deepEqual(lines(endpoint('')), ['']);
  });
});

describe('the lines of an association', () => {
  it('are as many as the end with more addresses has, the ports on the first', () => {
    assert.deepEqual(lines(association('10.0.0.1', '10.1.0.1 10.1.0.2 10.1.0.3')), [
      'sctp       5     17 10.0.0.1:2905           10.1.0.1:2906           ESTABLISHED',
      '                                            10.1.0.2                           ',
      '                                            10.1.0.3                           ',
    ]);
    assert.deepEqual(lines(association('10.0.0.1 10.0.0.2', '10.1.0.1')), [
      'sctp       5     17 10.0.0.1:2905           10.1.0.1:2906           ESTABLISHED',
      '                    10.0.0.2                                                   ',
    ]);
  });

  it('have the columns of options behind the last', () => {
    const shown = lines(association('10.0.0.1 10.0.0.2', '10.1.0.1'), ALL);
    assert.equal(shown[1], `                    10.0.0.2                                                   ${TAIL}`);
  });

  it('name the state of the socket, and UNKNOWN where it is not known', () => {
    assert.match(lines(association('10.0.0.1', '10.1.0.1', 10))[0] as string, / LISTEN {5}$/);
    const table = association('10.0.0.1', '10.1.0.1');
    table.unknown[0] = UNKNOWN.socketState;
    assert.match(lines(table)[0] as string, / UNKNOWN {4}$/);
  });

  it('begin with the other end where this one has no address', () => {
    assert.deepEqual(lines(association('', '10.1.0.1')), [
      'sctp       5     17                         10.1.0.1:2906           ESTABLISHED',
    ]);
    assert.deepEqual(lines(association('', ''), ALL), [TAIL]);
  });
});

describe('the choice', () => {
  it('takes endpoints for servers in whatever state, and associations for connections', () => {
    for (const state of [1, 7, 10]) {
      assert.equal(lines(endpoint('10.0.0.1', state), { listening: true }).length, 1);
      assert.equal(lines(endpoint('10.0.0.1', state), {}).length, 0);
      assert.equal(lines(association('10.0.0.1', '10.1.0.1', state), { listening: true }).length, 0);
      assert.equal(lines(association('10.0.0.1', '10.1.0.1', state), {}).length, 1);
    }
  });
});
