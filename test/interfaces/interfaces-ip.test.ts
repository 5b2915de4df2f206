import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { type Interface, interfaces } from '../../src/index.ts';
import { loadAddon } from '../../src/kernel/addon/load-addon.ts';
import { has } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { makeInterfaces } from '../support/interface-world.ts';
import { skipUnless } from '../support/skip.ts';

const lacking = ['ip', 'python3'].find((program) => !has(program));
const skip =
  skipUnless(!namespaceMissing && !lacking, namespaceMissing ?? `${lacking} is not installed`) ||
  skipUnless(loadAddon().addon !== undefined, 'the addon was not built');

describe('interfaces from netlink', { skip }, () => {
  before(() => {
    makeInterfaces([1, 7, 512]);
  });

  it('are those ip(8) knows, field by field', async () => {
    const rows = Array.from(await interfaces({ source: 'netlink' }));
    const { stdout } = spawnSync('ip', ['-j', '-d', '-s', 'address'], { encoding: 'utf8' });
    const links = JSON.parse(stdout) as IpLink[];
    assert.deepEqual(
      rows.map(({ name }) => name),
      links.map(({ ifname }) => ifname),
    );
    links.forEach((link, i) => {
      assert.deepEqual(asIp(rows[i] as Interface, link), asIpSays(link), link.ifname);
    });
  });
});

/** What `ip -j -d -s address` says of a link. */
interface IpLink {
  ifindex: number;
  ifname: string;
  link?: string | null;
  link_index?: number;
  link_type: string;
  flags: string[];
  mtu: number;
  operstate: string;
  txqlen?: number;
  address?: string;
  broadcast?: string;
  ifalias?: string;
  altnames?: string[];
  master?: string;
  linkinfo?: { info_kind?: string };
  addr_info: {
    family: string;
    local: string;
    address?: string;
    prefixlen: number;
    broadcast?: string;
    label?: string;
    scope: string;
    valid_life_time: number;
  }[];
  stats64: { rx: Record<string, number>; tx: Record<string, number> };
}

/** ip's names of types differ in part from those of the kernel. */
const TYPES: Readonly<Record<string, string>> = { '[7]': 'arcnet' };
const FOR_EVER = 0xffffffff;

function asIpSays(link: IpLink) {
  const { rx, tx } = link.stats64;
  return {
    index: link.ifindex,
    mtu: link.mtu,
    type: TYPES[link.link_type] ?? link.link_type,
    operState: link.operstate.toLowerCase(),
    txQueueLength: link.txqlen ?? 0,
    address: link.address?.includes(':') ? link.address : null,
    alias: link.ifalias ?? null,
    altNames: link.altnames ?? [],
    kind: link.linkinfo?.info_kind ?? null,
    // ip makes two of its own of one the kernel has.
    flags: link.flags.filter((flag) => !flag.includes('-')).sort(),
    counters: [rx.bytes, rx.packets, rx.errors, rx.dropped, tx.bytes, tx.packets, tx.errors, tx.dropped],
    addresses: link.addr_info.map((info) => [
      info.local,
      info.address ?? null,
      info.prefixlen,
      info.broadcast ?? null,
      info.family === 'inet' ? (info.label ?? null) : null,
      info.scope,
      info.valid_life_time === FOR_EVER ? 'for ever' : 'some time',
    ]),
  };
}

function asIp(row: Interface, { address }: IpLink): ReturnType<typeof asIpSays> {
  const { statistics: s } = row;
  const counters = [s.rxBytes, s.rxPackets, s.rxErrors, s.rxDropped, s.txBytes, s.txPackets, s.txErrors, s.txDropped];
  return {
    index: row.index as number,
    mtu: row.mtu as number,
    type: row.type as string,
    operState: row.operState as string,
    txQueueLength: row.txQueueLength as number,
    address: address?.includes(':') ? row.address : null,
    alias: row.alias,
    altNames: row.altNames as string[],
    kind: row.kind,
    flags: (row.flags ?? [])
      .filter((flag) => flag !== 'running')
      .map((flag) => flag.toUpperCase().replace('-', '_'))
      .sort(),
    counters: counters.map(Number),
    addresses: row.addresses.map((one) => [
      one.address,
      one.peer,
      one.prefixLength,
      one.broadcast,
      one.label,
      one.scope as string,
      one.validLifetime === Number.POSITIVE_INFINITY ? 'for ever' : 'some time',
    ]),
  };
}
