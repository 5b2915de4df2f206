import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Run, type Subject, Unavailable } from '../../bench/subject.ts';
import { takeTurns } from '../../bench/turns.ts';

const run = (wall: number): Run => ({ wall, user: 0, system: 0 });

describe('the turns', () => {
  let asked: string[];
  const subject = (name: string, answer: (times: number) => Run): Subject => {
    let times = 0;
    return {
      name,
      measure: async () => {
        asked.push(name);
        return answer(times++);
      },
    };
  };

  it('measure each subject once for nothing, then all of them one after the other', async () => {
    asked = [];
    const series = await takeTurns([subject('a', run), subject('b', (times) => run(10 + times))], {
      runs: 2,
      limit: 120,
    });
    assert.deepEqual(asked, ['a', 'b', 'a', 'b', 'a', 'b']);
    assert.deepEqual(
      series.map(({ name, runs }) => [name, runs.map(({ wall }) => wall)]),
      [
        ['a', [1, 2]],
        ['b', [11, 12]],
      ],
    );
  });

  it('measure one that was stopped at the limit never again', async () => {
    asked = [];
    const slow = subject('slow', () => ({ ...run(120), stopped: true }));
    const [first] = await takeTurns([slow, subject('b', () => run(10))], { runs: 2, limit: 120 });
    assert.deepEqual(asked, ['slow', 'b', 'b', 'b']);
    assert.deepEqual(first?.runs, [{ ...run(120), stopped: true }]);
  });

  it('say why one cannot be measured here, and go on with the others', async () => {
    asked = [];
    const missing = subject('missing', () => {
      throw new Unavailable('no such tool');
    });
    const [first, second] = await takeTurns([missing, subject('b', () => run(10))], { runs: 2, limit: 120 });
    assert.deepEqual(first, { name: 'missing', runs: [], unavailable: 'no such tool' });
    assert.equal(second?.runs.length, 2);
  });

  it('measure what is over in a moment more often than asked for', async () => {
    asked = [];
    const [first] = await takeTurns([subject('fast', () => run(0.5))], { runs: 2, limit: 120 });
    assert.equal(first?.runs.length, 8);
  });

  it('pass on an error that is none of the machine’s', async () => {
    asked = [];
    const broken = subject('broken', () => {
      throw new Error('a mistake of ours');
    });
    await assert.rejects(takeTurns([broken], { runs: 2, limit: 120 }), /a mistake of ours/);
  });
});
