import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countMalformed, newTableReport } from '../../src/kernel/report.ts';

describe('the report of a table', () => {
  it('says why the addon was not used, and only then', () => {
    assert.deepEqual(newTableReport(), { sources: {}, interrupted: false, malformed: {}, incomplete: {} });
    const missing = newTableReport({ addonPath: undefined, addonMissing: 'not there' });
    assert.deepEqual([missing.addonMissing, 'addonPath' in missing], ['not there', false]);
  });

  it('says from which file the addon was loaded', () => {
    const loaded = newTableReport({ addonPath: '/sockdiag.node', addonMissing: undefined });
    assert.deepEqual([loaded.addonPath, 'addonMissing' in loaded], ['/sockdiag.node', false]);
  });

  it('adds up bad lines part by part, and has no entry where there was none', () => {
    const report = newTableReport();
    countMalformed(report, 'inet', 2);
    countMalformed(report, 'inet', 1);
    countMalformed(report, 'inet6', 0);
    assert.deepEqual(report.malformed, { inet: 3 });
  });
});
