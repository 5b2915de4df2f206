import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InterfaceListing } from '../../../../src/cli/netstat/interfaces/interface-listing.ts';
import { InterfaceRows } from '../../../../src/cli/netstat/interfaces/interfaces.ts';
import type { Interface } from '../../../../src/index.ts';
import { inet, link, listed } from '../../../support/links.ts';

function table(links: readonly Interface[], { all = true, terminal = false } = {}): string[] {
  const listing = new InterfaceListing(new InterfaceRows(), all);
  return listed(listing, links, terminal).split('\n').slice(0, -1);
}

const flags = (flagBits: number | null) => table([link({ flagBits })])[0]?.slice(82);

describe('the table of interfaces', () => {
  it('has netstat’s columns, one of them aligned on the left', () => {
    const statistics = { rxPackets: 1n, rxErrors: 2n, rxDroppedAll: 3n, rxFifoErrors: 4n };
    const sent = { txPackets: 5n, txErrors: 6n, txDropped: 7n, txFifoErrors: 8n };
    assert.deepEqual(table([link({ statistics: { ...statistics, ...sent } })]), [
      'eth0             1500        1      2      3 4             5      6      7      8 U',
    ]);
  });

  it('lets numbers grow out of their columns', () => {
    const most = 2n ** 64n - 1n;
    const statistics = { rxPackets: most, rxErrors: most, rxDroppedAll: most, rxFifoErrors: most, txFifoErrors: most };
    assert.deepEqual(table([link({ mtu: 1_234_567, statistics })]), [
      `eth0            1234567 ${most} ${most} ${most} ${most}        0      0      0 ${most} U`,
    ]);
  });

  it('has a letter for each flag, in netstat’s order', () => {
    assert.equal(flags(0xffff), 'ABDLMdPNOPsmRU');
    assert.equal(flags(0x10043), 'BRU');
    assert.equal(flags(0), '[NO FLAGS]');
    // What netstat cannot see is no flag.
    assert.equal(flags(0x30000), '[NO FLAGS]');
    assert.equal(flags(0x2000), '');
  });

  it('has dashes for what is not known, and shows what may be up', () => {
    const unknown = link({ flagBits: null, mtu: null });
    assert.deepEqual(table([unknown], { all: false }), [
      'eth0                -        0      0      0 0             0      0      0      0 -',
    ]);
  });

  it('leaves out what is down, and its aliases, unless all are wanted', () => {
    const down = link({ name: 'eth1', flagBits: 2, addresses: [inet('10.0.0.1', 'eth1:1')] });
    const names = (all: boolean) => table([link({}), down], { all }).map((line) => line.split(' ')[0]);
    assert.deepEqual(names(false), ['eth0']);
    assert.deepEqual(names(true), ['eth0', 'eth1', 'eth1:1']);
  });

  it('has a row without counters for each label beside the name', () => {
    const addresses = [inet('10.0.0.1', 'eth0'), inet('10.0.0.2', 'eth0:1'), inet('10.0.0.3', 'eth0:1')];
    assert.deepEqual(table([link({ addresses })]).slice(1), [
      `eth0:1           1500 ${'     - no statistics available -'.padEnd(56)}U`,
    ]);
  });

  it('shows a label that names another interface as that one’s, and one of none as its own', () => {
    const owner = link({ addresses: [inet('10.0.0.1', 'eth1:5'), inet('10.0.0.2', 'foo'), inet('10.0.0.3', 'eth1')] });
    const other = link({ name: 'eth1', mtu: 9000, flagBits: 3 });
    const rows = table([owner, other]).map((line) => line.split(/ +/));
    assert.deepEqual(
      rows.map((words) => [words[0], words[1], words.at(-1)]),
      [
        ['eth0', '1500', 'U'],
        ['eth1', '9000', 'BU'],
        ['eth1:5', '9000', 'BU'],
        ['foo', '1500', 'U'],
      ],
    );
  });

  it('cuts a name after fifteen bytes', () => {
    assert.match(table([link({ name: 'name-of-sixteen-' })])[0] as string, /^name-of-sixteen {2}1500 /);
  });

  it('keeps control characters from a terminal, and nothing from a pipe', () => {
    const name = 'a\u001b[1mb';
    assert.match(table([link({ name })], { terminal: true })[0] as string, /^a\?\[1mb {10} 1500/);
    assert.ok(table([link({ name })])[0]?.startsWith(`${name}          `));
  });

  it('has as many rows as there are interfaces', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => link({ name: `eth${i}` }));
    assert.equal(table(many).length, 20_000);
  });
});
