import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type { FunctionsResult } from '../../../bench/functions/result.ts';
import type { Machine } from '../../../bench/machine.ts';
import { count, ratio, seconds } from '../../../bench/page/format.ts';
import { makePage } from '../../../bench/page/page.ts';
import type { PeersResult, WorldResult } from '../../../bench/peers/result.ts';
import type { QuestionsResult } from '../../../bench/questions/result.ts';
import type { ViewsResult } from '../../../bench/views/result.ts';

const MACHINE: Machine = {
  model: 'a model',
  arch: 'x64',
  processors: 2,
  memoryGiB: 8,
  kernel: '6.1',
  loadAverage: 0,
  openFiles: 900,
  versions: { node: 'v20.0.0', ss: '6.1.0' },
};
const run = (wall: number) => ({ wall, user: 0.01, system: 0.02, peakKiB: 50_000, peakFloorKiB: 9_000 });

const world = (sockets: number, stopped: boolean): WorldResult => ({
  ...{ pid: 1, shape: 'few', sockets, processes: 50, files: 10, listeners: 0, udp: 0, unix: 0, seconds: 1 },
  groups: [
    {
      group: 'owners',
      series: [
        { name: 'sockdiag -tanp', runs: [run(0.1), run(0.2), run(0.4)] },
        { name: 'ss -tanp', runs: stopped ? [{ ...run(120), stopped }] : [run(2)] },
        { name: 'lsof -nP -iTCP', runs: [], unavailable: 'lsof: No such file or directory' },
      ],
      check: { compared: 'rows', expected: sockets, listed: {}, errors: ['ss -tanp listed 1 sockets of 1000'] },
    },
  ],
});

const VIEWS: ViewsResult = {
  kind: 'views',
  date: '2026-01-02T03:04:05.000Z',
  machine: MACHINE,
  options: { runs: 3, limit: 120 },
  views: [
    {
      ...{ pid: 1, table: 'routes', rows: 100_000, seconds: 1, view: 'routes' },
      series: [
        { name: 'sockdiag -rn', runs: [run(0.1), run(0.2), run(0.3)] },
        { name: 'node -e 0', runs: [run(0.02), run(0.02), run(0.02)] },
        { name: 'netstat -rn', runs: [run(0.4), run(0.4), run(0.4)] },
        { name: 'ip route', runs: [], unavailable: 'ip: No such file or directory' },
      ],
      ratios: [
        {
          against: 'netstat -rn',
          whole: { min: 0.25, median: 0.5, max: 0.75 },
          withoutStart: { min: 0.2, median: 0.45, max: 0.7 },
        },
      ],
      errors: ['netstat -rn listed 9 rows where sockdiag listed 10'],
    },
  ],
};

const PEERS: PeersResult = {
  kind: 'peers',
  date: '2026-01-02T03:04:05.000Z',
  machine: MACHINE,
  options: { runs: 5, limit: 120, sizes: [1000, 100_000] },
  worlds: [world(1000, false), world(100_000, true)],
  comparisons: [],
  wanted: [
    { what: 'a ratio', wanted: 1 / 8, unit: '', got: { min: 0.1, median: 0.11, max: 0.2 }, met: true },
    { what: 'a bound', wanted: 1 / 40, unit: '', got: { min: 0.02, median: 0.03, max: 0.04 }, bound: true },
    { what: 'a time', wanted: 4, unit: 's', got: { min: 4, median: 5, max: 6 }, met: false },
    { what: 'a gap', wanted: 4, unit: 's', why: 'exit code 1' },
  ],
};

const QUESTIONS: QuestionsResult = {
  kind: 'questions',
  date: '2026-01-02T03:04:05.000Z',
  machine: MACHINE,
  options: { runs: 5, limit: 120 },
  worlds: [
    {
      ...{
        pid: 1,
        shape: 'asked',
        sockets: 1000,
        processes: 50,
        files: 10,
        listeners: 50,
        udp: 0,
        unix: 0,
        seconds: 1,
      },
      groups: [[{ name: 'sockdiag ls', runs: [run(0.1)] }]],
      errors: ['sockdiag ls listed 1 rows of 100'],
    },
  ],
  wanted: [{ what: 'a question', wanted: 1, unit: '', got: { min: 1, median: 1.5, max: 2 }, met: false }],
};

const FUNCTIONS: FunctionsResult = {
  kind: 'functions',
  date: '2026-01-02T03:04:05.000Z',
  machine: MACHINE,
  worlds: [
    {
      world: world(1000, false),
      rows: 1000,
      tasks: [{ name: 'decode', min: 1, median: 2, max: 3, samples: 9 }],
      blocks: [1, 2, 3],
    },
  ],
};

describe('the page of results', () => {
  const files = makePage({ peers: PEERS, questions: QUESTIONS, views: VIEWS, functions: FUNCTIONS });
  const page = files.get('README.md') as string;

  it('says what was wanted and what came of it', () => {
    assert.match(page, /^\| a ratio \| 1\/8\.0 \| 1\/9\.1 \(1\/10\.0 to 1\/5\.0\) \| yes \|$/m);
    assert.match(page, /^\| a bound \| 1\/40\.0 \| under 1\/33\.3 .* \| not shown \|$/m);
    assert.match(page, /^\| a time \| 4\.00 s \| 5\.00 s .* \| \*\*no\*\* \|$/m);
    assert.match(page, /^\| a gap \| 4\.00 s \| exit code 1 \| not measured \|$/m);
  });

  it('has a row for each that was measured, was stopped, or could not be measured', () => {
    assert.match(
      page,
      /^\| `sockdiag -tanp` \| 3 \| \*\*200 ms\*\* \(100 ms to 400 ms\) \|.*\| \*\*51\*\* \(51 to 51\) \|/m,
    );
    assert.match(page, /^\| `ss -tanp` \| 1 \| over 120 s \|/m);
    assert.match(page, /^\| `lsof -nP -iTCP` \| 0 \| not here: lsof: No such file or directory \|/m);
  });

  it('shows what listed something else', () => {
    assert.match(page, /^\*\*Error:\*\* ss -tanp listed 1 sockets of 1000\.$/m);
  });

  it('has the questions: what is wanted of them, each run, and answers that were wrong', () => {
    assert.match(page, /^\| a question \| 1\.00 \| 1\.50 \(1\.00 to 2\.00\) \| \*\*no\*\* \|$/m);
    assert.match(page, /^\| `sockdiag ls` \| 1 \| \*\*100 ms\*\* /m);
    assert.match(page, /^\*\*Error:\*\* sockdiag ls listed 1 rows of 100\.$/m);
  });

  it('names the machine and all versions', () => {
    assert.match(page, /2026-01-02: 2 processors \(a model\), 8 GiB, Linux 6\.1, .*; node v20\.0\.0, ss 6\.1\.0\./);
  });

  it('has the single functions', () => {
    assert.match(page, /^\| decode \| \*\*2\.00 ms\*\* \(1\.00 ms to 3\.00 ms\) \|$/m);
  });

  it('shows a chart where there are sizes to draw a line between, and the chart is a file beside it', () => {
    assert.deepEqual([...files.keys()].sort(), ['README.md', 'owners.svg']);
    assert.match(page, /!\[.*\]\(owners\.svg\)/);
  });

  it('has charts that are XML, with each tool’s name and what was stopped', () => {
    const svg = files.get('owners.svg') as string;
    const parse = 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin.buffer)';
    const { status, stderr } = spawnSync('python3', ['-c', parse], { input: svg, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(svg, />sockdiag -tanp {2}200 ms</);
    assert.match(svg, />ss -tanp {2}over 120 s</);
    assert.doesNotMatch(svg, />lsof/);
  });

  it('has a row for each command of a view, with what it is to its peers', () => {
    const page = files.get('README.md') as string;
    const cells = (name: string) =>
      page
        .split('\n')
        .find((line) => line.includes(`| \`${name}\` |`))
        ?.split('|')
        .map((cell) => cell.trim());
    assert.deepEqual(cells('sockdiag -rn')?.slice(1, 5), [
      'routes',
      '100k',
      '`sockdiag -rn`',
      '**200 ms** (100 ms to 300 ms)',
    ]);
    assert.deepEqual(cells('netstat -rn')?.slice(6, 8), ['**0.50** (1/4.0 to 0.75)', '**0.45** (1/5.0 to 0.70)']);
    assert.match(cells('ip route')?.join() ?? '', /not here: ip: No such file/);
    assert.match(page, /\*\*Error:\*\* netstat -rn listed 9 rows where sockdiag listed 10/);
  });

  it('is made from one result alone, too', () => {
    assert.doesNotMatch(makePage({ peers: PEERS }).get('README.md') as string, /Single functions/);
    assert.deepEqual([...makePage({ functions: FUNCTIONS }).keys()], ['README.md']);
  });
});

describe('numbers on the page', () => {
  it('are times in the unit that suits them', () => {
    assert.deepEqual([0.00123, 0.2, 1, 119.96].map(seconds), ['1.23 ms', '200 ms', '1.00 s', '120 s']);
  });

  it('are ratios as people say them', () => {
    assert.deepEqual([0.02, 0.125, 0.39, 0.4, 1.35].map(ratio), ['1/50.0', '1/8.0', '1/2.6', '0.40', '1.35']);
  });

  it('are counts in thousands and millions', () => {
    assert.deepEqual([999, 1000, 50_000, 1_000_000].map(count), ['999', '1k', '50k', '1M']);
  });
});
