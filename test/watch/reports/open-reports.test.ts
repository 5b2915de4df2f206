import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Addon } from '../../../src/kernel/addon/addon.ts';
import { chooseSource, type SourceChoice } from '../../../src/kernel/source-choice.ts';
import type { Query } from '../../../src/sockets/query.ts';
import { groupsOf, openReports } from '../../../src/watch/reports/open-reports.ts';
import { fakeAddon } from '../../support/fake-subscription.ts';
import { Followed } from '../../support/followed.ts';

describe('the groups in which ends are reported', () => {
  it('are those of the protocols and families of a query', () => {
    assert.deepEqual(groupsOf({}), [1, 2, 3, 4]);
    assert.deepEqual(groupsOf({ protocols: ['udp', 'unix'] }), [2, 4]);
    assert.deepEqual(groupsOf({ families: ['inet6'], protocols: ['tcp'] }), [3]);
    assert.deepEqual(groupsOf({ protocols: ['unix', 'raw', 'sctp'] }), []);
    assert.deepEqual(groupsOf({ families: [] }), []);
  });
});

describe('the reports of a stream', () => {
  const open = (query: Query, sources: Partial<SourceChoice>) =>
    openReports(query, { ...chooseSource({ source: 'procfs' }), ...sources }, new Followed().stream);

  it('are those of netlink where it may be asked', () => {
    const { addon, subscriptions } = fakeAddon();
    const { reports, unreported } = open({ families: ['inet'] }, { netlink: addon });
    assert.deepEqual([reports?.receiveBuffer, subscriptions.length, subscriptions[0]?.groups], [2 << 20, 1, [1, 2]]);
    assert.deepEqual([unreported.tcp, unreported.udp], [undefined, undefined]);
    assert.match(unreported.raw ?? '', /tcp and udp alone/);
    reports?.close();
  });

  it('are none where nothing that is asked for is reported', () => {
    const { addon, subscriptions } = fakeAddon();
    const { reports, unreported } = open({ protocols: ['unix'] }, { netlink: addon });
    assert.deepEqual([reports, subscriptions.length], [undefined, 0]);
    assert.match(unreported.unix ?? '', /tcp and udp alone/);
  });

  it('are none where netlink may not be asked, and why', () => {
    const { reports, unreported } = open({}, {});
    assert.deepEqual([reports, unreported.tcp, unreported.udp], [undefined, ...Array(2).fill('procfs was asked for')]);
  });

  it('are none where the kernel refuses, and why; but a mistake of this program is thrown', () => {
    const failing = (error: Error) => {
      class Subscription {
        constructor() {
          throw error;
        }
      }
      return { netlink: { Subscription } as unknown as Addon };
    };
    const refusal = Object.assign(new Error('no'), { errno: 22, syscall: 'setsockopt NETLINK_ADD_MEMBERSHIP' });
    const { reports, unreported } = open({}, failing(refusal));
    assert.equal(reports, undefined);
    assert.equal(unreported.tcp, 'setsockopt NETLINK_ADD_MEMBERSHIP: invalid argument');
    assert.match(unreported.unix ?? '', /tcp and udp alone/);
    assert.throws(() => open({}, failing(new TypeError('nonsense'))), /nonsense/);
  });
});
