import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { groups, interfaces, scanInterfaces } from '../../src/index.ts';
import { sockdiag } from '../support/command.ts';
import { FakeProc } from '../support/fake-proc.ts';

const DEV = `Inter-|   Receive\n face |bytes\n${['lo', 'eth0'].map((name) => `${name}:${' 0'.repeat(16)}\n`).join('')}`;
const LO = '00000000000000000000000000000001 01 80 10 80       lo\n';
const ETH0 = 'fe800000000000000000000000000001 02 40 20 80     eth0\n';
const line = (name: string, prefix = '40') => `20010db8000000000000000000000001 09 ${prefix} 00 80 ${name}\n`;

const proc = new FakeProc({ 'net/dev': DEV });
after(() => proc.end());

const incompleteOf = async (inet6: string) => {
  proc.write('net/if_inet6', inet6);
  const rows = await interfaces({ procRoot: proc.path });
  const addresses = Array.from(rows, ({ name, addresses }) => `${name} ${addresses.map(({ address }) => address)}`);
  assert.deepEqual(rows.report.malformed, {});
  return { addresses, incomplete: rows.report.incomplete };
};

describe('an IPv6 address of /proc whose interface is not listed', () => {
  it('is counted', async () => {
    for (const [names, count] of [
      [['eth1'], 1],
      [['eth1', 'eth1', 'eth2'], 3],
      [['eth0:1'], 1],
      // A name that is none was counted as such.
      [['name-of-sixteen-'], 1],
    ] as const) {
      const { addresses, incomplete } = await incompleteOf(LO + names.map((name) => line(name)).join('') + ETH0);
      assert.deepEqual(addresses, ['lo ::1', 'eth0 fe80::1'], names.join());
      assert.deepEqual(incomplete, { if_inet6: count }, names.join());
    }
  });

  it('is said by the command under -v', () => {
    proc.write('net/if_inet6', LO + line('eth1'));
    const { stderr } = sockdiag(['-ievW', '--procfs', proc.path]);
    assert.match(stderr, /^sockdiag: if_inet6: 1 row has a number that could not be read$/m);
  });

  it('is not counted where each has its interface, or none is asked for', async () => {
    assert.deepEqual((await incompleteOf(LO + ETH0)).incomplete, {});
    proc.write('net/if_inet6', LO + line('eth1'));
    const rows = await interfaces({ procRoot: proc.path, families: ['inet'] });
    assert.deepEqual(rows.report.incomplete, {});
  });

  it('is not counted where a batch is passed over, or there is no list of interfaces', async () => {
    proc.write('net/if_inet6', LO + line('eth1'));
    const scan = scanInterfaces({ procRoot: proc.path });
    for await (const batch of scan) assert.ok(batch);
    assert.deepEqual(scan.report.incomplete, {});
    const bare = new FakeProc({ 'net/if_inet6': LO });
    const { report } = await interfaces({ procRoot: bare.path }).catch(() => ({ report: { incomplete: {} } }));
    bare.end();
    assert.deepEqual(report.incomplete, {});
  });
});

describe('an IPv6 address with a prefix length that an address has not', () => {
  it('stays, without it, and is counted', async () => {
    for (const prefix of ['-1', 'ff', '100', '100000000']) {
      const { addresses, incomplete } = await incompleteOf(LO + line('eth0', prefix));
      assert.deepEqual(addresses, ['lo ::1', 'eth0 2001:db8::1'], prefix);
      assert.deepEqual(incomplete, { if_inet6: 1 }, prefix);
      const { stdout } = sockdiag(['-ie', '--procfs', proc.path]);
      assert.match(stdout, /inet6 2001:db8::1 {2}prefixlen - {2}scopeid 0x0<global>/);
    }
  });
});

describe('an interface of /proc/net/igmp whose groups are not there', () => {
  it('is reported, and said by the command', async () => {
    proc.write(
      'net/igmp',
      'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n1\tlo        :     1      V3\n',
    );
    const { length, report } = await groups({ procRoot: proc.path });
    assert.deepEqual(
      [length, report.sources.igmp?.source, report.sources.igmp?.code],
      [0, 'procfs', 'ERR_DAMAGED_FILE'],
    );
    const { stderr } = sockdiag(['-gn', '--procfs', proc.path]);
    assert.match(stderr, /^sockdiag: igmp: not all listed: read [^\n]*igmp: of 1 interface it has no group$/m);
  });
});
