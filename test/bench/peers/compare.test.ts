import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DUMP_FLOOR, scanFloor, snapshotBy } from '../../../bench/calls.ts';
import { checkRows } from '../../../bench/peers/check.ts';
import { compareAll } from '../../../bench/peers/compare.ts';
import type { Group } from '../../../bench/peers/plan.ts';
import type { WorldResult } from '../../../bench/peers/result.ts';
import { judge } from '../../../bench/peers/wanted.ts';
import type { Run } from '../../../bench/subject.ts';
import type { Series } from '../../../bench/turns.ts';

const COUNTS = { pid: 1, processes: 50, files: 10, listeners: 0, udp: 0, unix: 0, seconds: 1 };

const series = (name: string, walls: readonly number[], more: Partial<Run> = {}): Series => ({
  name,
  runs: walls.map((wall) => ({ wall, user: 0, system: 0, ...more })),
});
const world = (sockets: number, group: Group, all: Series[]): WorldResult => ({
  ...COUNTS,
  shape: 'few',
  sockets,
  groups: [{ group, series: all }],
});

describe('the comparison', () => {
  it('divides turn by turn, and not median by median', () => {
    const [only] = compareAll([
      world(1000, 'listing', [series('sockdiag -tan', [1, 4, 9]), series('ss -tan', [2, 4, 6])]),
    ]);
    assert.deepEqual(only, {
      world: '1,000 sockets',
      ours: 'sockdiag -tan',
      against: 'ss -tan',
      ratio: { min: 0.5, median: 1, max: 1.5 },
    });
  });

  it('holds every turn of ours against one that was stopped, and calls it a bound', () => {
    const stopped = series('ss -tanp', [120], { stopped: true });
    const [only] = compareAll([world(1000, 'owners', [series('sockdiag -tanp', [15, 30, 60]), stopped])]);
    assert.deepEqual(only?.ratio, { min: 0.125, median: 0.25, max: 0.5 });
    assert.equal(only?.bound, true);
  });

  it('holds a snapshot against the larger floor of each turn, with the search of its own method', () => {
    const [only, ...more] = compareAll([
      world(1000, 'floor', [
        series(DUMP_FLOOR, [2, 8]),
        series(snapshotBy('bpf'), [8, 8]),
        series(scanFloor('bpf'), [4, 4]),
        series(scanFloor('procfs'), [100, 100]),
      ]),
    ]);
    assert.deepEqual([only?.ours, only?.ratio, more], [snapshotBy('bpf'), { min: 1, median: 1.5, max: 2 }, []]);
  });

  it('leaves out what could not be measured', () => {
    const missing: Series = { name: 'lsof -nP -iTCP', runs: [], unavailable: 'not found' };
    assert.deepEqual(compareAll([world(1000, 'owners', [series('sockdiag -tanp', [1]), missing])]), []);
  });
});

describe('what is wanted', () => {
  const verdict = (worlds: WorldResult[], what: RegExp) => judge(worlds).find((row) => what.test(row.what));

  it('is met by a ratio at most as large, and not by a larger one', () => {
    const both = (ours: number) => [
      world(50_000, 'owners', [series('sockdiag -tanp', [ours]), series('ss -tanp', [4])]),
    ];
    assert.equal(verdict(both(1), /ss -tanp/)?.met, true);
    assert.equal(verdict(both(1.01), /ss -tanp/)?.met, false);
  });

  it('is met by a bound that is small enough; one that is not shows nothing', () => {
    const both = (ours: number) => [
      world(1_000_000, 'owners', [series('sockdiag -tanp', [ours]), series('ss -tanp', [120], { stopped: true })]),
    ];
    assert.deepEqual(verdict(both(3), /ss -tanp/)?.met, true);
    const open = verdict(both(3.6), /ss -tanp/);
    assert.deepEqual([open?.bound, open?.met], [true, undefined]);
  });

  it('measures the start as so much beyond Node’s own', () => {
    const row = verdict(
      [world(1000, 'starting', [series('sockdiag --version', [0.06, 0.075]), series('node -e 0', [0.05, 0.05])])],
      /--version/,
    );
    assert.deepEqual([row?.unit, row?.got?.min.toFixed(1), row?.got?.max.toFixed(1)], ['ms', '10.0', '25.0']);
    assert.equal(row?.met, false);
  });

  it('judges a block of the event loop by the worst there was', () => {
    const watched = (block: number) => ({ wall: 1, user: 0, system: 0, block });
    const name = 'event loop in snapshot({ owners: true })';
    const row = verdict([world(100_000, 'block', [{ name, runs: [0.001, 0.001, 0.011].map(watched) }])], /event loop/);
    assert.deepEqual([row?.got?.median, row?.met], [1, false]);
  });

  it('measures growth between two worlds, when both are there', () => {
    const small = world(100_000, 'owners', [series('sockdiag -tanp', [0.2, 0.3, 0.4])]);
    const large = world(1_000_000, 'owners', [series('sockdiag -tanp', [3, 3.3])]);
    assert.equal(verdict([small, large], /itself at 100,000$/)?.got?.median.toFixed(1), '10.5');
    assert.equal(verdict([large], /itself at 100,000$/), undefined);
  });

  it('says why a row has no value', () => {
    const missing: Series = { name: 'sockdiag -tanp', runs: [], unavailable: 'exit code 1' };
    const row = verdict([world(50_000, 'owners', [missing, series('ss -tanp', [4])])], /ss -tanp/);
    assert.deepEqual([row?.why, row?.got, row?.met], ['sockdiag -tanp: exit code 1', undefined, undefined]);
  });
});

describe('the check of the rows', () => {
  const listing = (name: string, ...counts: [number, number][]): Series => ({
    name,
    runs: counts.map(([sockets, owned]) => ({ wall: 1, user: 0, system: 0, rows: { sockets, owned } })),
  });

  it('finds nothing to say when every run listed every socket with its owner', () => {
    const check = checkRows([listing('a', [10, 10], [10, 10]), listing('b', [10, 10])], 10, true);
    assert.deepEqual(check?.errors, []);
    assert.deepEqual(check?.listed, { a: { sockets: 10, owned: 10 }, b: { sockets: 10, owned: 10 } });
  });

  it('finds the one run that listed too few, and one that lacked an owner', () => {
    const check = checkRows([listing('a', [10, 10], [9, 9], [10, 10]), listing('b', [10, 8])], 10, true);
    assert.deepEqual(check?.errors, ['a listed 9 sockets of 10', 'b found owners of 8 sockets of 10']);
  });

  it('does not ask for owners where none were asked for', () => {
    assert.deepEqual(checkRows([listing('a', [10, 0])], 10, false)?.errors, []);
  });

  it('is none where nothing is listed', () => {
    assert.equal(checkRows([series('a', [1])], 10, false), undefined);
  });
});
