import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Names } from '../../../../src/cli/names/names.ts';
import { newEntry } from '../../../../src/cli/netstat/masquerade/from-translation.ts';
import { addHostKeys, MasqueradeListing } from '../../../../src/cli/netstat/masquerade/listing.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';
import { defaultSettings } from '../../../../src/cli/settings.ts';
import type { MasqueradeEntry } from '../../../../src/masquerade/masquerade-entry.ts';

const NUMERIC = { ...defaultSettings(), numericHosts: true, numericPorts: true };

const ENTRY: MasqueradeEntry = {
  ...newEntry(),
  protocol: 'tcp',
  family: 2,
  source: Uint8Array.of(10, 1, 0, 2),
  destination: Uint8Array.of(127, 0, 0, 1),
  sourcePort: 5001,
  destinationPort: 80,
  masqueradePort: 40001,
  expires: 90_005,
  initialSequence: 4_000_000_000,
  delta: -3,
  previousDelta: 12,
};

async function lines(entries: Partial<MasqueradeEntry>[], extend = false, settings = NUMERIC): Promise<string[]> {
  const names = await Names.load(settings);
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  });
  const listing = new MasqueradeListing(out, names, extend);
  const keys = new Set<string>();
  for (const entry of entries) addHostKeys({ ...ENTRY, ...entry }, keys);
  await names.hosts?.load(keys);
  for (const entry of entries) listing.row({ ...ENTRY, ...entry });
  out.flush();
  return text.split('\n').slice(0, -1);
}

const IPV6 = Uint8Array.from([0x20, 1, 0x0d, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

describe('a row of masqueraded connections', () => {
  it('has a title and a heading above the first, once', async () => {
    assert.deepEqual(await lines([{}, { protocol: 'udp', expires: 0 }]), [
      'IP masquerading entries',
      'prot   expire source               destination          ports',
      'tcp  15:00.05 10.1.0.2             127.0.0.1            5001 -> 80 (40001)',
      'udp   0:00.00 10.1.0.2             127.0.0.1            5001 -> 80 (40001)',
    ]);
    assert.deepEqual(await lines([]), []);
  });

  it('has the columns of sequence numbers with -e, and a mark for what is not known', async () => {
    const unknown = { initialSequence: null, delta: null, previousDelta: null };
    assert.deepEqual(await lines([{}, { previousDelta: null }, unknown], true), [
      'IP masquerading entries',
      'prot   expire    initseq delta prevd source               destination          ports',
      'tcp  15:00.05 4000000000    -3    12 10.1.0.2             127.0.0.1            5001 -> 80 (40001)',
      'tcp  15:00.05 4000000000    -3     - 10.1.0.2             127.0.0.1            5001 -> 80 (40001)',
      'tcp  15:00.05          -     -     - 10.1.0.2             127.0.0.1            5001 -> 80 (40001)',
    ]);
  });

  it('never cuts: what is wider than its column moves the rest', async () => {
    const [, , row] = await lines([{ family: 10, source: IPV6, destination: IPV6, expires: 43_200_000 }]);
    const address = '2001:db8:102:304:506:708:90a:b0c';
    assert.equal(row, `tcp 7200:00.00 ${address} ${address} 5001 -> 80 (40001)`);
  });

  it("has a mark for no expiry, and netstat's for no port", async () => {
    const [, , row] = await lines([
      { protocol: 'esp', expires: null, sourcePort: 0, destinationPort: 0, masqueradePort: 0 },
    ]);
    assert.equal(row, 'esp         - 10.1.0.2             127.0.0.1            * -> * (*)');
  });

  it('has names of hosts and of ports where they are wanted, of TCP and UDP alone', async () => {
    const ports = { sourcePort: 53, destinationPort: 514, masqueradePort: 65_533 };
    const ends = { source: Uint8Array.of(0, 0, 0, 0) };
    const settings = defaultSettings();
    const rows = ['tcp', 'udp', 'udpl', 'sctp', 'icmp'].map((protocol) => ({ protocol, ...ends, ...ports }));
    const shown = (await lines(rows, false, settings)).slice(2);
    assert.deepEqual(
      shown.map((row) => row.slice(14)),
      [
        '0.0.0.0              localhost            domain -> shell (65533)',
        '0.0.0.0              localhost            domain -> syslog (65533)',
        '0.0.0.0              localhost            domain -> syslog (65533)',
        '0.0.0.0              localhost            53 -> 514 (65533)',
        '0.0.0.0              localhost            53 -> 514 (65533)',
      ],
    );
  });
});

describe('the names that are looked up', () => {
  it('are those of both ends, but for addresses that never have one', () => {
    const keys = new Set<string>();
    addHostKeys(ENTRY, keys);
    addHostKeys({ ...ENTRY, source: Uint8Array.of(0, 0, 0, 5), destination: Uint8Array.of(10, 1, 0, 2) }, keys);
    addHostKeys({ ...ENTRY, family: 10, source: IPV6, destination: new Uint8Array(16) }, keys);
    assert.deepEqual([...keys], ['10.1.0.2', '127.0.0.1', '2001:db8:102:304:506:708:90a:b0c']);
  });
});
