import { fileURLToPath } from 'node:url';
import type { BenchWorld } from './world.ts';

const COMMAND = fileURLToPath(new URL('../dist/sockdiag.cjs', import.meta.url));
const MEASURE = fileURLToPath(new URL('measure.py', import.meta.url));
const LIMIT_SECONDS = 120;

/** What one run of a command took. */
export interface Run {
  wall: number;
  user: number;
  system: number;
  peakKiB: number;
  lines: number;
  code: number;
  timedOut: boolean;
}

export interface Comparison {
  /** Ours, and the one it is held against. */
  name: string;
  against: string;
  ours: Run[];
  theirs: Run[];
  /** Ours divided by theirs, pair by pair. */
  ratios: number[];
  /** At most this is wanted. */
  wanted: number;
}

const ours = (...options: string[]) => [process.execPath, COMMAND, ...options];
const EMPTY = [process.execPath, '-e', '0'];

/** Ours, theirs, and the ratio that is wanted at 100,000 sockets. */
const PAIRS: readonly [string[], string[], number][] = [
  [ours('-tan'), ['netstat', '-tan'], 1],
  [ours('-tan'), ['ss', '-tan'], 1],
  [ours('-tanp'), ['netstat', '-tanp'], 1 / 6],
  [ours('-tanp'), ['ss', '-tanp'], 1 / 6],
  [ours('-tln'), EMPTY, 1.3],
  [ours('-tan', '--source', 'procfs'), ['netstat', '-tan'], 2],
];

/** Runs each pair in turns, A B A B, after one run of each that does not count. */
export function compareCommands(world: BenchWorld, runs: number, log: (line: string) => void): Comparison[] {
  return PAIRS.map(([a, b, wanted]) => {
    const comparison: Comparison = { name: title(a), against: title(b), ours: [], theirs: [], ratios: [], wanted };
    measure(world, a);
    measure(world, b);
    for (let i = 0; i < runs; i++) {
      const [mine, other] = [measure(world, a), measure(world, b)];
      comparison.ours.push(mine);
      comparison.theirs.push(other);
      comparison.ratios.push(mine.wall / other.wall);
    }
    log(describe(comparison));
    return comparison;
  });
}

function measure(world: BenchWorld, command: readonly string[]): Run {
  return JSON.parse(world.run(['python3', MEASURE, String(LIMIT_SECONDS), ...command])) as Run;
}

function title(command: readonly string[]): string {
  return command.map((word) => (word === process.execPath ? 'node' : word === COMMAND ? 'sockdiag' : word)).join(' ');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function describe({ name, against, ours: mine, theirs, ratios, wanted }: Comparison): string {
  const seconds = (list: Run[]) => `${median(list.map((run) => run.wall)).toFixed(3)} s`;
  const peak = Math.round(Math.max(...mine.map((run) => run.peakKiB)) / 1024);
  const lines = `${mine[0]?.lines} / ${theirs[0]?.lines} lines`;
  const ratio = `${median(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})`;
  return `${name} ${seconds(mine)}, ${against} ${seconds(theirs)}: ratio ${ratio}, wanted ${wanted.toFixed(3)}; ${peak} MiB; ${lines}`;
}
