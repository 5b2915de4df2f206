import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { describe, it } from 'node:test';
import { ipv6Groups } from '../../../src/cli/names/address-parts.ts';
import { HostNames } from '../../../src/cli/names/hosts.ts';
import { GroupsListing } from '../../../src/cli/netstat/groups.ts';
import { LineWriter } from '../../../src/cli/output/line-writer.ts';
import { GroupRecord } from '../../../src/groups/group-record.ts';
import { AF_INET, AF_INET6 } from '../../../src/uapi/sockets.ts';

interface Shown {
  interface?: string;
  users?: number;
  address?: string;
}

function record({ interface: name = 'eth0', users = 1, address = '224.0.0.1' }: Shown): GroupRecord {
  const group = new GroupRecord();
  // As in a file, where something is before and behind it.
  const line = Buffer.from(`4 ${name} :`);
  group.name.set(line, 2, line.length - 2);
  group.family = isIPv6(address) ? AF_INET6 : AF_INET;
  group.address.set(
    isIPv6(address) ? Buffer.from(ipv6Groups(address).join(''), 'hex') : address.split('.').map(Number),
  );
  group.users = users;
  return group;
}

function lines(write: (listing: GroupsListing) => void, hosts?: HostNames, terminal = false): string[] {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('utf8');
  }, terminal);
  write(new GroupsListing(out, hosts));
  out.flush();
  return text.split('\n').slice(0, -1);
}

const row = (group: Shown, hosts?: HostNames, terminal = false) =>
  lines((listing) => listing.row(record(group)), hosts, terminal)[0];

describe('GroupsListing', () => {
  it("has netstat's heading", () => {
    assert.deepEqual(
      lines((listing) => listing.heading()),
      ['IPv6/IPv4 Group Memberships', 'Interface       RefCnt Group', '--------------- ------ ---------------------'],
    );
  });

  it('has columns that what is wider pushes to the right', () => {
    assert.equal(row({}), 'eth0            1      224.0.0.1');
    assert.equal(row({ interface: 'uplink-of-15-by', users: 123456 }), 'uplink-of-15-by 123456 224.0.0.1');
    assert.equal(row({ interface: 'more-than-15-bytes', users: 1234567 }), 'more-than-15-bytes 1234567 224.0.0.1');
    assert.equal(row({ users: -1, address: 'ff02::1:ff00:2' }), 'eth0            -1     ff02::1:ff00:2');
  });

  it('counts bytes of a name, not characters', () => {
    assert.equal(row({ interface: 'étage2' }), 'étage2         1      224.0.0.1');
  });

  it('has names of groups where there are any', () => {
    const hosts = new HostNames('224.0.0.1 all-systems\nff02::1 ip6-allnodes\n', {
      resolvePtr: () => Promise.reject(new Error('no name')),
      cancel: () => {},
    });
    const load = hosts.load(['224.0.0.1', 'ff02::1', '224.0.0.251']);
    return load.then(() => {
      assert.equal(row({}, hosts), 'eth0            1      all-systems');
      assert.equal(row({ address: 'ff02::1' }, hosts), 'eth0            1      ip6-allnodes');
      assert.equal(row({ address: '224.0.0.251' }, hosts), 'eth0            1      224.0.0.251');
    });
  });

  it('makes a name safe for a terminal, and for nothing else', () => {
    const name = { interface: '\x1b[31m' };
    assert.equal(row(name, undefined, true), '?[31m           1      224.0.0.1');
    assert.equal(row(name), '\x1b[31m           1      224.0.0.1');
  });
});
