import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Run } from '../../../bench/subject.ts';
import type { Series } from '../../../bench/turns.ts';
import { differences } from '../../../bench/views/measure.ts';

const run = (lines: number, stopped = false): Run => ({
  wall: 1,
  user: 1,
  system: 0,
  lines,
  ...(stopped && { stopped }),
});
const series = (name: string, ...runs: Run[]): Series => ({ name, runs });

describe('differences', () => {
  const start = series('node -e 0', { wall: 1, user: 1, system: 0 });

  it('finds nothing wrong with commands that listed as many rows as ours', () => {
    assert.deepEqual(differences([series('ours', run(10)), start, series('netstat', run(10), run(10))]), []);
  });

  it('names who listed another number in any of its runs, ours too', () => {
    assert.deepEqual(
      differences([series('ours', run(10), run(9)), start, series('netstat', run(10), run(11), run(12))]),
      ['ours listed 9 rows where sockdiag listed 10', 'netstat listed 11 rows where sockdiag listed 10'],
    );
  });

  it('expects nothing of a run that was stopped or never was', () => {
    assert.deepEqual(differences([series('ours', run(10)), start, series('netstat', run(3, true)), series('ip')]), []);
  });
});
