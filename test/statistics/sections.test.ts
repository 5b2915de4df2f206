import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newTableReport } from '../../src/kernel/report.ts';
import { Statistics, type StatisticsSection } from '../../src/statistics/sections.ts';

const section = (name: string, counters: Record<string, bigint>): StatisticsSection => ({
  name,
  file: 'snmp',
  counters: new Map(Object.entries(counters)),
});

describe('Statistics', () => {
  const statistics = new Statistics(
    [
      section('Tcp', { MaxConn: -1n, InSegs: 2n ** 64n - 1n }),
      section('Udp', { InSegs: 3n, NoPorts: 0n }),
      section('Tcp', { InSegs: 4n, Late: 5n }),
    ],
    newTableReport(),
  );

  it('finds a counter by its names, and tells 0 from none', () => {
    assert.equal(statistics.get('Tcp', 'InSegs'), 2n ** 64n - 1n);
    assert.equal(statistics.get('Udp', 'InSegs'), 3n);
    assert.equal(statistics.get('Udp', 'NoPorts'), 0n);
    assert.equal(statistics.get('Udp', 'Nothing'), undefined);
    assert.equal(statistics.get('Nothing', 'InSegs'), undefined);
    assert.equal(statistics.get('Tcp', 'toString'), undefined);
  });

  it('looks in every section of a name', () => assert.equal(statistics.get('Tcp', 'Late'), 5n));

  it('gives its sections in their order', () => {
    assert.deepEqual(
      Array.from(statistics, ({ name }) => name),
      ['Tcp', 'Udp', 'Tcp'],
    );
    assert.equal(statistics.sections.length, 3);
  });

  it('is JSON with numbers for values, and loses nothing of a section that is there twice', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(statistics)), {
      Tcp: { MaxConn: -1, InSegs: 2 ** 64, Late: 5 },
      Udp: { InSegs: 3, NoPorts: 0 },
    });
  });
});
