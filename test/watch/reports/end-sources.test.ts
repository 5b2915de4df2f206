import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseSource } from '../../../src/kernel/source-choice.ts';
import { newReport, type ScanReport } from '../../../src/sockets/table/report.ts';
import { PROTOCOLS } from '../../../src/uapi/sockets.ts';
import { endSources } from '../../../src/watch/reports/end-sources.ts';
import { openReports } from '../../../src/watch/reports/open-reports.ts';
import { fakeAddon } from '../../support/fake-subscription.ts';
import { Followed } from '../../support/followed.ts';

function scanned(sources: ScanReport['sources']): ScanReport {
  return { ...newReport(), sources };
}

describe('how ends are learnt', () => {
  it('is from the kernel for tcp and udp alone', () => {
    const sources = scanned(Object.fromEntries(PROTOCOLS.map((protocol) => [protocol, { source: 'netlink' }])));
    const { unreported } = openReports({}, { ...chooseSource({}), netlink: fakeAddon().addon }, new Followed().stream);
    const ends = endSources({}, sources, unreported);
    assert.deepEqual(Object.keys(ends), PROTOCOLS);
    const kernel = PROTOCOLS.filter((protocol) => ends[protocol]?.source === 'kernel');
    assert.deepEqual(kernel, ['tcp', 'udp']);
    assert.match(ends.unix?.reason ?? '', /tcp and udp alone/);
    assert.equal(ends.tcp?.reason, undefined);
  });

  it('is by polling where the kernel reports none, with the reason', () => {
    const ends = endSources({ protocols: ['tcp'] }, scanned({ tcp: { source: 'netlink' } }), { tcp: 'not allowed' });
    assert.deepEqual(ends, { tcp: { source: 'polling', reason: 'not allowed' } });
  });

  it('is by polling where sockets are read from /proc, which knows no cookies', () => {
    const sources = scanned({ tcp: { source: 'procfs', reason: 'no tcp_diag' }, udp: { source: 'procfs' } });
    assert.deepEqual(endSources({ protocols: ['tcp', 'udp'] }, sources, {}), {
      tcp: { source: 'polling', reason: 'no tcp_diag' },
      udp: { source: 'polling', reason: 'not from netlink' },
    });
  });
});
