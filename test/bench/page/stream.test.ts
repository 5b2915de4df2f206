import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makePage } from '../../../bench/page/page.ts';
import { BLOCK, IDLE_WATCH, SS, TICK } from '../../../bench/stream/names.ts';
import { judge } from '../../../bench/stream/wanted.ts';
import { memory, short, stream, ticks } from '../stream/result.ts';

const run = (user: number) => ({ wall: 0.3, user, system: 0.01 });
const SERIES = [
  { name: TICK, runs: [run(0.04), run(0.05), run(0.09)] },
  { name: SS, runs: [run(1.19), run(1.19), run(1.19)] },
  { name: BLOCK, runs: [{ ...run(1), block: 0.004 }] },
];

describe('the page’s part about streams', () => {
  const { measured: _, ...unmeasured } = short({});
  const result = stream({
    ticks: [ticks(SERIES, ['the stream began with 9 sockets of 10'])],
    idle: [
      { name: IDLE_WATCH, settled: 30, seconds: 10, threads: 12, switches: 0, calls: 0 },
      { name: 'another', settled: 30, seconds: 10, threads: 11, switches: 7 },
    ],
    short: [short({ gaps: 2, lost: 3 }), { ...unmeasured, user: 'nobody', unavailable: 'no setpriv' }],
    memory: memory([100, 200, 104], [50, 50, 50]),
  });
  const page = makePage({ stream: { ...result, wanted: judge(result) } }).get('README.md') as string;
  const cells = (start: string) =>
    page
      .split('\n')
      .find((line) => line.startsWith(`| ${start}`))
      ?.split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());

  it('says what was wanted, in ratios, counts and percent, and what came of it', () => {
    assert.match(page, /processor time of a tick against `ss -tanp` \| 1\/15\.0 \| 1\/20\.0 .* \| yes \|$/m);
    assert.match(page, /as root: gaps \| 0 \| 2 \| \*\*no\*\* \|$/m);
    assert.match(page, /growth of resident memory .* \| 5\.00 % \| 4\.00 % \| yes \|$/m);
    assert.match(page, /as nobody: .* \| 0 \| no setpriv \| not measured \|$/m);
  });

  it('has the processor time of each tick, and of a measured block nothing else', () => {
    assert.deepEqual(cells(`${TICK} `), [
      TICK,
      '3',
      '**60.0 ms** (50.0 ms to 100 ms)',
      '**300 ms** (300 ms to 300 ms)',
      '',
    ]);
    assert.deepEqual(cells(`${BLOCK} `), [BLOCK, '1', '', '', '**4.00 ms** (4.00 ms to 4.00 ms)']);
    assert.match(page, /^\*\*Error:\*\* the stream began with 9 sockets of 10\.$/m);
  });

  it('has what ran between ticks, and says where nobody could look', () => {
    assert.deepEqual(cells(IDLE_WATCH), [IDLE_WATCH, '10 s', '12', '0', '0']);
    assert.deepEqual(cells('another')?.slice(-2), ['7', 'no strace here']);
  });

  it('has a row of equal length for each watch of short ones, measured or not', () => {
    const [root, nobody] = [cells('root'), cells('nobody')];
    assert.deepEqual(root, [
      ...['root', 'tcp IPv4', '10k', '50', '10.0 s', '100', '100', '20', '2', '3', '0', '64.0 MB', '5.0 %'],
    ]);
    assert.equal(nobody?.length, root?.length);
    assert.equal(nobody?.[3], 'not here: no setpriv');
  });

  it('has the memory and its growth', () => {
    assert.deepEqual(cells('resident memory'), [
      'resident memory',
      '3',
      '**104.0 MB** (100.0 MB to 200.0 MB)',
      '4.0 %',
    ]);
  });

  it('says of a short run that it is one', () => {
    const quick = makePage({ stream: { ...result, options: { ...result.options, quick: true } } }).get('README.md');
    assert.match(quick as string, /\*\*A short run\*\*/);
    assert.doesNotMatch(page, /A short run/);
  });
});
