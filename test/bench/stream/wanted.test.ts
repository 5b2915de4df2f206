import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DUMP_FLOOR } from '../../../bench/calls.ts';
import { BLOCK, IDLE_NODE, IDLE_WATCH, SS, TICK } from '../../../bench/stream/names.ts';
import { judge } from '../../../bench/stream/wanted.ts';
import type { Verdict } from '../../../bench/verdict.ts';
import { memory, short, stream, ticks } from './result.ts';

const find = (verdicts: readonly Verdict[], what: string | RegExp) => {
  const found = verdicts.filter((verdict) => verdict.what.match(what));
  assert.equal(found.length, 1, `${found.length} of ${what}`);
  return found[0] as Verdict;
};

describe('what is wanted of a stream', () => {
  it('holds the processor time of a tick against its peers, turn by turn, by the median', () => {
    const series = [
      { name: TICK, runs: [1, 2, 9].map((user) => ({ wall: 100, user, system: 1 })) },
      { name: SS, runs: [60, 60, 60].map((user) => ({ wall: 1, user, system: 30 })) },
      { name: DUMP_FLOOR, runs: [1, 1, 1].map((user) => ({ wall: 1, user, system: 1 })) },
    ];
    const verdicts = judge(stream({ ticks: [ticks(series)] }));
    const ss = find(verdicts, 'against `ss -tanp`');
    assert.deepEqual(ss.got, { min: 2 / 90, median: 3 / 90, max: 10 / 90 });
    assert.deepEqual([ss.wanted, ss.met], [1 / 15, true]);
    const floor = find(verdicts, 'against a dump, dropped');
    assert.deepEqual([floor.got?.median, floor.wanted, floor.met], [1.5, 1.4, false]);
  });

  it('takes the longest of all blocks', () => {
    const runs = [1, 12, 2].map((ms) => ({ wall: 1, user: 1, system: 1, block: ms / 1e3 }));
    const verdict = find(judge(stream({ ticks: [ticks([{ name: BLOCK, runs }])] })), /event loop in a tick$/);
    assert.deepEqual([verdict.got?.max, verdict.wanted, verdict.met], [12, 10, false]);
  });

  it('says why there is nothing to hold against', () => {
    const series = [
      { name: TICK, runs: [{ wall: 1, user: 1, system: 1 }] },
      { name: SS, runs: [], unavailable: 'no such file' },
    ];
    const verdicts = judge(stream({ ticks: [ticks(series)] }));
    const { got, met, why } = find(verdicts, 'against `ss -tanp`');
    assert.deepEqual([got, met, why], [undefined, undefined, 'no such file']);
    assert.equal(find(verdicts, 'against a dump, dropped').why, 'it was not measured');
  });

  it('knows only a bound of what was stopped', () => {
    const one = (user: number, stopped: boolean) => [{ wall: 1, user, system: 0, ...(stopped && { stopped }) }];
    const judged = (user: number) => {
      const series = [
        { name: TICK, runs: one(user, false) },
        { name: SS, runs: one(15, true) },
      ];
      return find(judge(stream({ ticks: [ticks(series)] })), 'against `ss -tanp`');
    };
    assert.deepEqual([judged(0.5).bound, judged(0.5).met], [true, true]);
    assert.deepEqual([judged(2).bound, judged(2).met], [true, undefined]);
  });

  it('has a stream not run at all between ticks, whatever Node does', () => {
    const idle = (name: string, switches: number) => ({ name, settled: 30, seconds: 10, threads: 12, switches });
    const judged = (switches: number) => judge(stream({ idle: [idle(IDLE_WATCH, switches), idle(IDLE_NODE, 5)] }));
    assert.equal(judged(0).length, 1);
    assert.equal(judged(0)[0]?.met, true);
    assert.deepEqual([judged(1)[0]?.met, judged(1)[0]?.got?.median], [false, 1]);
  });

  it('has each short socket reported, or counted in a gap', () => {
    const silent = (reported: number, lost: number) =>
      find(judge(stream({ short: [short({ sockets: 100, lost }, { reported })] })), 'neither reported');
    assert.equal(silent(100, 0).met, true);
    assert.equal(silent(90, 10).met, true);
    assert.deepEqual([silent(90, 4).met, silent(90, 4).got?.median], [false, 6]);
  });

  it('has none opened or closed twice', () => {
    const twice = (reported: number, wrong: number) =>
      find(judge(stream({ short: [short({ sockets: 100 }, { reported, wrong })] })), 'opened or closed twice');
    assert.equal(twice(100, 0).met, true);
    assert.equal(twice(103, 0).got?.median, 3);
    assert.equal(twice(99, 2).met, false);
  });

  it('has no gap at the default buffers of root, and leaves open what nobody’s are good for', () => {
    const verdicts = (user: 'root' | 'nobody') =>
      judge(stream({ short: [{ ...short({ gaps: 1 }), user }] })).filter(({ what }) => what.endsWith('gaps'));
    assert.deepEqual(
      verdicts('root').map(({ met }) => met),
      [false],
    );
    assert.deepEqual(verdicts('nobody'), []);
  });

  it('says why short ones could not be watched', () => {
    const { measured: _, ...plan } = short({});
    const verdicts = judge(stream({ short: [{ ...plan, unavailable: 'no setpriv' }] }));
    assert.deepEqual(
      verdicts.map(({ why, met }) => [why, met]),
      [['no setpriv', undefined]],
    );
  });

  it('has each socket reported in all the time its memory is looked at', () => {
    const { counts, ...rest } = memory([100], [100]);
    const verdicts = judge(stream({ memory: { ...rest, counts: { ...counts, reported: 90 }, lost: 3 } }));
    assert.deepEqual(
      [find(verdicts, 'neither reported').got?.median, find(verdicts, 'neither reported').met],
      [7, false],
    );
  });

  it('has memory that grows by less than 5 %', () => {
    const verdicts = judge(stream({ memory: memory([100, 200, 150, 104], [100, 50, undefined, 105]) }));
    assert.deepEqual(
      verdicts.map(({ got, met }) => [Math.round(got?.median ?? 0), met]),
      [
        [4, true],
        [5, false],
        [0, true],
      ],
    );
  });
});
