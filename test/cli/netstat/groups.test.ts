import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HostNames } from '../../../src/cli/names/hosts.ts';
import { GroupsListing } from '../../../src/cli/netstat/groups.ts';
import { LineWriter } from '../../../src/cli/output/line-writer.ts';
import type { Group } from '../../../src/index.ts';

const GROUP: Group = {
  family: 'inet',
  interface: 'eth0',
  interfaceIndex: 4,
  address: '224.0.0.1',
  users: 1,
  expires: null,
  reporter: false,
  igmp: 'V3',
  flags: null,
};

function lines(write: (listing: GroupsListing) => void, hosts?: HostNames, terminal = false): string[] {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('utf8');
  });
  write(new GroupsListing(out, hosts, terminal));
  out.flush();
  return text.split('\n').slice(0, -1);
}

const row = (group: Partial<Group>, hosts?: HostNames, terminal = false) =>
  lines((listing) => listing.row({ ...GROUP, ...group }), hosts, terminal)[0];

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
