import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FILTER_CALL } from '../../../bench/calls.ts';
import { wrongAnswers } from '../../../bench/questions/measure.ts';
import {
  BY_PROCESS,
  HUNDRED_THOUSAND,
  JSON_OWNERS,
  LISTENERS,
  MILLION,
  OWNERS,
  PORT,
  PORT_OWNERS,
  SS_PORT,
  START,
} from '../../../bench/questions/plan.ts';
import type { QuestionsWorld } from '../../../bench/questions/result.ts';
import { judgeQuestions } from '../../../bench/questions/wanted.ts';
import type { Run } from '../../../bench/subject.ts';
import type { Series } from '../../../bench/turns.ts';

const series = ({ name }: { name: string }, walls: readonly number[], more: Partial<Run> = {}): Series => ({
  name,
  runs: walls.map((wall) => ({ wall, user: wall, system: 0, ...more })),
});

const world = (sockets: number, groups: Series[][]): QuestionsWorld => ({
  ...{ pid: 1, shape: 'asked', processes: 50, files: 10, listeners: 50, udp: 0, unix: 0, seconds: 1 },
  sockets,
  groups,
  errors: [],
});

const verdictOf = (worlds: QuestionsWorld[], begin: string) =>
  judgeQuestions(worlds).find(({ what }) => what.startsWith(begin));

describe('what is wanted of questions', () => {
  it('is held against all that it stands beside, turn by turn', () => {
    const group = [series(PORT, [3, 8]), series(SS_PORT, [1, 3]), series(START, [2, 1])];
    const found = verdictOf([world(HUNDRED_THOUSAND, [group])], `100,000 sockets: \`${PORT.name}\` against`);
    assert.deepEqual([found?.unit, found?.got, found?.met], ['', { min: 1, median: 1.5, max: 2 }, false]);
  });

  it('may be the first byte, the processor time or the worst memory', () => {
    const first = { first: 0.5 };
    const worlds = [
      world(HUNDRED_THOUSAND, [[series(OWNERS, [1], first), series(JSON_OWNERS, [2], { first: 0.6 })]]),
      world(MILLION, [[series(BY_PROCESS, [1, 1], { peakKiB: 300_000 }), series(OWNERS, [2, 2])]]),
    ];
    assert.equal(verdictOf(worlds, '100,000 sockets: first byte of')?.got?.median, 1.2);
    assert.equal(verdictOf(worlds, '1,000,000 sockets: processor time of')?.got?.median, 0.5);
    const memory = verdictOf(worlds, '1,000,000 sockets: peak memory of');
    assert.deepEqual([memory?.unit, memory?.got?.max, memory?.met], ['MB', 307.2, false]);
  });

  it('is bytes a row of what a call took', () => {
    const calls = [series({ name: FILTER_CALL }, [0.003], { heap: 1600 })];
    const found = verdictOf([world(HUNDRED_THOUSAND, [calls])], '100,000 sockets: heap');
    assert.deepEqual([found?.unit, found?.got?.median, found?.met], ['B', 0.016, true]);
  });

  it('says why there is nothing to hold it against', () => {
    const missing: Series = { name: SS_PORT.name, runs: [], unavailable: 'ss: No such file or directory' };
    const group = [series(PORT, [3]), missing, series(START, [2])];
    assert.equal(
      verdictOf([world(HUNDRED_THOUSAND, [group])], `100,000 sockets: \`${PORT.name}\``)?.why,
      `${SS_PORT.name}: ss: No such file or directory`,
    );
    assert.equal(
      verdictOf([world(HUNDRED_THOUSAND, [])], `100,000 sockets: \`${PORT.name}\``)?.why,
      'it was not measured',
    );
  });
});

describe('an answer', () => {
  it('that has another number of rows than the world is an error, and one that was stopped is none', () => {
    const made = world(HUNDRED_THOUSAND, []);
    const all = [series(PORT_OWNERS, [1, 1], { lines: 99 }), series(LISTENERS, [1], { lines: 50 })];
    assert.deepEqual(wrongAnswers([PORT_OWNERS, LISTENERS], all, made), [`${PORT_OWNERS.name} listed 99 rows of 100`]);
    assert.deepEqual(wrongAnswers([OWNERS], [series(OWNERS, [120], { stopped: true })], made), []);
  });
});
