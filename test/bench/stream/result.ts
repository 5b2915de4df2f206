/** Results to test with, of nothing that was measured. */
import type { Machine } from '../../../bench/machine.ts';
import type {
  MemoryResult,
  ShortMeasured,
  ShortResult,
  StreamResult,
  TicksResult,
} from '../../../bench/stream/result.ts';
import type { Counts } from '../../../bench/stream/short-counts.ts';
import type { Series } from '../../../bench/turns.ts';

const MACHINE: Machine = {
  model: 'a model',
  arch: 'x64',
  processors: 2,
  memoryGiB: 8,
  kernel: '6.1',
  loadAverage: 0,
  openFiles: 900,
  versions: { node: 'v20.0.0' },
};

export function stream(parts: Partial<StreamResult>): StreamResult {
  return {
    kind: 'stream',
    date: '2026-01-02T03:04:05.000Z',
    machine: MACHINE,
    options: { runs: 5, limit: 120, sockets: 100_000, minutes: 10, quick: false },
    ...{ ticks: [], idle: [], short: [], wanted: [] },
    ...parts,
  };
}

export function ticks(series: Series[], errors: string[] = []): TicksResult {
  const world = { pid: 1, shape: 'few' as const, processes: 50, files: 10, sockets: 100_000 };
  return { ...world, listeners: 0, udp: 0, unix: 0, seconds: 1, series, errors };
}

export function short(measured: Partial<ShortMeasured>, counted: Partial<Counts> = {}): ShortResult {
  const changes = { present: 0, opened: 0, changed: 0, owner: 0, closed: 0, gap: 0, late: 0 };
  const counts = { changes, reported: 100, unseen: 20, wrong: 0, ...counted };
  return {
    ...{ user: 'root', protocol: 'tcp', family: 4, steady: 10_000, connections: 50, over: 10 },
    measured: {
      ...{
        accepted: 50,
        connected: 50,
        sockets: 100,
        bytesEach: 100,
        seconds: 10,
        counts,
        gaps: 0,
        lost: 0,
        ticks: 12,
      },
      ...{ late: 0, receiveBuffer: 64_000_000, ends: { source: 'kernel' }, cpu: 0.5 },
      ...measured,
    },
  };
}

/** @param rss - in MB @param live - likewise */
export function memory(rss: readonly number[], live: readonly (number | undefined)[]): MemoryResult {
  const { measured } = short({});
  const samples = rss.map((value, i) => {
    const left = live[i];
    return { seconds: i, rss: value * 1e6, heapUsed: 1, ...(left !== undefined && { live: left * 1e6 }) };
  });
  return {
    ...{
      rate: 2000,
      steady: 10_000,
      minutes: 10,
      warmUp: 60,
      accepted: 50,
      sockets: 100,
      seconds: 660,
      gaps: 0,
      lost: 0,
    },
    counts: (measured as ShortMeasured).counts,
    samples,
  };
}
