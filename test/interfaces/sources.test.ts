import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Interface, type InterfaceAddress, interfaces } from '../../src/index.ts';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { has } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { makeInterfaces } from '../support/interface-world.ts';
import { sh } from '../support/route-world.ts';
import { skipUnless } from '../support/skip.ts';
import { ONLY_IN_SUMS } from '../support/summed-counters.ts';

const lacking = ['ip', 'python3', 'mount', 'unshare'].find((program) => !has(program));
const skip =
  skipUnless(!namespaceMissing && !lacking, namespaceMissing ?? `${lacking} is not installed`) ||
  skipUnless(loadAddon().addon !== undefined, 'the addon was not built');

/** Beside what the world of interfaces has: addresses with every flag, and a wire to a namespace where its end has the same index. */
const MORE = `
ip link add name wire0 type veth peer name wire1
ip link set wire0 up
ip link set wire1 up
ip -6 address add 2001:db8:9::1/64 dev wire0 noprefixroute nodad
ip -6 address add 2001:db8:9::2 peer 2001:db8:9::3 dev wire0 nodad
ip -6 address add 2001:db8:9::4/64 dev wire0 preferred_lft 100 valid_lft 1000
ip -6 address add 2001:db8:9::5/64 dev wire0 mngtmpaddr nodad home
ip -6 address add fec0::77/64 dev wire0 nodad
`;

type Both = [netlink: Interface, procfs: Interface];
type Said = (...both: Both) => boolean;

const CHANGED_BY_KERNEL = 0x300;
const upOnly: Said = ({ flagBits }, { carrier }) => carrier === null && ((flagBits as number) & 1) === 0;
const missing =
  (field: keyof Interface): Said =>
  (_, procfs) =>
    procfs[field] === null;

/** What of an interface may differ, and how. */
const FIELDS: Partial<Record<keyof Interface, Said>> = {
  linkNamespace: missing('linkNamespace'),
  kind: missing('kind'),
  altNames: missing('altNames'),
  map: missing('map'),
  carrier: upOnly,
  // /sys has promisc and allmulti also where the kernel set them.
  flags: ({ flags }, procfs) => flags?.every((flag) => procfs.flags?.includes(flag)) === true,
  flagBits: ({ flagBits }, procfs) => ((flagBits as number) ^ (procfs.flagBits as number)) >>> 0 <= CHANGED_BY_KERNEL,
  // In another namespace there may be one of the same index, which /sys has for none.
  link: ({ link, index, linkNamespace }, procfs) => procfs.link === null && link === index && linkNamespace !== null,
};

const HIGH_FLAGS = ['managetempaddr', 'noprefixroute', 'mcautojoin', 'stable-privacy'];

/** Of an IPv6 address in /proc: no peer, no lifetimes, and of its flags those of the lowest byte. */
function inInet6File(address: InterfaceAddress): InterfaceAddress {
  const flags = (address.flags as string[]).filter((flag) => !HIGH_FLAGS.includes(flag)) as InterfaceAddress['flags'];
  return { ...address, peer: null, validLifetime: null, preferredLifetime: null, flags };
}

/** Of an IPv4 address from the C library: its length and its label. */
const inLibrary = ({ family, address, prefixLength, label }: InterfaceAddress): InterfaceAddress => ({
  ...{ family, address, prefixLength, label, peer: null, broadcast: null, scope: null, flags: null },
  ...{ validLifetime: null, preferredLifetime: null },
});

describe('interfaces from netlink and from /proc', { skip }, () => {
  let sysRoot: string;
  let pairs: Both[] = [];
  const other = spawn('unshare', ['--net', 'sleep', '60'], { stdio: 'ignore' });
  before(async () => {
    makeInterfaces([1, 7, 512]);
    assert.equal(sh(MORE), '');
    // unshare(1) makes it before it starts sleep(1).
    await sleep(200);
    const wire = 'ip link add name same index 5000 type veth peer name other index 5000 netns';
    assert.equal(sh(`${wire} ${other.pid} && ip link set same up`), '');
    sysRoot = mkdtempSync(join(tmpdir(), 'sockdiag-sys-'));
    assert.equal(spawnSync('mount', ['-t', 'sysfs', 'sysfs', sysRoot]).status, 0);
    const native = [...(await interfaces({ source: 'netlink', procFields: ['inet6'] }))];
    const files = [...(await interfaces({ source: 'procfs', sysRoot }))];
    pairs = native.map((row, i) => [row, files[i] as Interface]);
    assert.equal(files.length, native.length);
  });
  after(() => {
    other.kill();
    if (sysRoot === undefined) return;
    spawnSync('umount', [sysRoot]);
    rmSync(sysRoot, { recursive: true });
  });

  it('are the same in the same order, field by field, but for what is documented', () => {
    const used = new Set<string>();
    for (const [netlink, procfs] of pairs) {
      for (const field of Object.keys(netlink) as (keyof Interface)[]) {
        if (field === 'statistics' || field === 'addresses') continue;
        if (JSON.stringify(plain(netlink[field])) === JSON.stringify(plain(procfs[field]))) continue;
        assert.ok(FIELDS[field]?.(netlink, procfs), `${netlink.name}: ${field}`);
        used.add(field);
      }
    }
    assert.deepEqual([...used].sort(), Object.keys(FIELDS).sort());
  });

  it('have the same counters but for those in sums', () => {
    for (const [{ name, statistics }, procfs] of pairs) {
      for (const [counter, value] of Object.entries(statistics)) {
        const theirs = procfs.statistics[counter as keyof typeof statistics];
        assert.equal(theirs, ONLY_IN_SUMS.has(counter) ? null : value, `${name}: ${counter}`);
      }
    }
  });

  it('have the same IPv6 addresses but for peers, lifetimes and later flags', () => {
    const inet6 = ({ addresses }: Interface) => addresses.filter(({ family }) => family === 'inet6');
    const sorted = (addresses: InterfaceAddress[]) => addresses.sort((a, b) => (a.address < b.address ? -1 : 1));
    let flagged = 0;
    for (const [netlink, procfs] of pairs) {
      const ours = inet6(netlink);
      flagged += ours.filter(({ flags }) => flags?.some((flag) => HIGH_FLAGS.includes(flag))).length;
      assert.deepEqual(sorted(inet6(procfs)), sorted(ours.map(inInet6File)), netlink.name);
    }
    assert.ok(flagged >= 2);
  });

  it('have the IPv4 addresses of running interfaces with length and label, those with another’s label with that one', () => {
    const inet = ({ addresses }: Interface) => addresses.filter(({ family }) => family === 'inet');
    const listed = pairs.flatMap(([netlink]) => {
      const running = netlink.flags?.includes('running') && netlink.flags.includes('up');
      return running ? inet(netlink).map(inLibrary) : [];
    });
    const key = ({ label, address }: InterfaceAddress) => `${label} ${address}`;
    const sorted = (rows: InterfaceAddress[]) => rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    assert.deepEqual(sorted(pairs.flatMap(([, procfs]) => inet(procfs))), sorted(listed));
    for (const [, procfs] of pairs) {
      for (const { label } of inet(procfs)) assert.equal(label?.replace(/:.*/, ''), procfs.name);
    }
  });
});

const plain = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}` : one)));
