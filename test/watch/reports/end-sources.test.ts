import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newReport, type ScanReport } from '../../../src/sockets/table/report.ts';
import { PROTOCOLS } from '../../../src/uapi/sockets.ts';
import { endSources, groupsOf } from '../../../src/watch/reports/end-sources.ts';

function scanned(sources: ScanReport['sources']): ScanReport {
  return { ...newReport(), sources };
}

describe('the groups in which ends are reported', () => {
  it('are those of the protocols and families of a query', () => {
    assert.deepEqual(groupsOf({}), [1, 2, 3, 4]);
    assert.deepEqual(groupsOf({ protocols: ['udp', 'unix'] }), [2, 4]);
    assert.deepEqual(groupsOf({ families: ['inet6'], protocols: ['tcp'] }), [3]);
    assert.deepEqual(groupsOf({ protocols: ['unix', 'raw', 'sctp'] }), []);
    assert.deepEqual(groupsOf({ families: [] }), []);
  });
});

describe('how ends are learnt', () => {
  it('is from the kernel for tcp and udp alone', () => {
    const sources = scanned(Object.fromEntries(PROTOCOLS.map((protocol) => [protocol, { source: 'netlink' }])));
    const ends = endSources({}, sources, undefined);
    assert.deepEqual(Object.keys(ends), PROTOCOLS);
    const kernel = PROTOCOLS.filter((protocol) => ends[protocol]?.source === 'kernel');
    assert.deepEqual(kernel, ['tcp', 'udp']);
    assert.match(ends.unix?.reason ?? '', /tcp and udp alone/);
    assert.equal(ends.tcp?.reason, undefined);
  });

  it('is by polling where the kernel reports none, with the reason', () => {
    const ends = endSources({ protocols: ['tcp'] }, scanned({ tcp: { source: 'netlink' } }), 'not allowed');
    assert.deepEqual(ends, { tcp: { source: 'polling', reason: 'not allowed' } });
  });

  it('is by polling where sockets are read from /proc, which knows no cookies', () => {
    const sources = scanned({ tcp: { source: 'procfs', reason: 'no tcp_diag' }, udp: { source: 'procfs' } });
    assert.deepEqual(endSources({ protocols: ['tcp', 'udp'] }, sources, undefined), {
      tcp: { source: 'polling', reason: 'no tcp_diag' },
      udp: { source: 'polling', reason: 'not from netlink' },
    });
  });
});
