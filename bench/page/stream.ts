import { worldName } from '../peers/compare.ts';
import { summarize } from '../statistics.ts';
import { growth, memoryParts } from '../stream/growth.ts';
import type { MemoryResult, ShortMeasured, ShortResult, StreamResult, TicksResult } from '../stream/result.ts';
import { processorTime } from '../stream/wanted.ts';
import type { Run } from '../subject.ts';
import type { Series } from '../turns.ts';
import { count, markdownTable, seconds } from './format.ts';
import { machineLine, spread, wantedTable } from './tables.ts';

/** The part of the page about streams of changes. */
export function streamParts(result: StreamResult): string[] {
  const { date, machine, options, ticks, idle, short, memory } = result;
  return [
    '## A stream of changes',
    `\`npm run bench:stream\`, ${date.slice(0, 10)}: ${machineLine(machine)}`,
    ...(options.quick ? ['**A short run**, which shows that all works and no more.'] : []),
    ...(result.wanted.length > 0 ? ['### What is wanted of a stream', wantedTable(result.wanted)] : []),
    ...ticks.map(ticksSection),
    ...(idle.length > 0 ? ['### Between ticks', idleNote(idle), idleTable(idle)] : []),
    ...(short.length > 0 ? ['### Short connections', SHORT_NOTE, shortTable(short)] : []),
    ...(memory ? ['### Memory', memorySection(memory)] : []),
  ];
}

function idleNote(idle: StreamResult['idle']): string {
  return (
    `Looked at from ${idle[0]?.settled} s after the last work, by when V8 has collected its garbage too. Each time a thread is put ` +
    'aside, by its own will or not, is a time it had run. The system calls are of a trace thereafter.'
  );
}

const SHORT_NOTE =
  'Each connection lives some 2 ms and carries 100 bytes each way; one time its client closes first, one time its server. Both of ' +
  'its ends are sockets to report, of a UDP conversation its client alone. A socket is reported once it was opened in the stream, or ' +
  'closed without that. Unseen are those that only the kernel’s report of their end told of.';

const TICKS_HEAD = ['', 'runs', 'processor time', 'wall', 'longest event-loop block'];

function ticksSection(world: TicksResult): string {
  const note =
    `${world.processes} processes. Nothing changes; in turns, the stream warm. \`owners: true\`, whose verification is measured apart. ` +
    'Processor time is user and system of all threads.';
  const table = markdownTable(TICKS_HEAD, world.series.map(ticksRow));
  const errors = world.errors.map((error) => `**Error:** ${error}.`);
  return [`### Ticks over ${worldName(world)}`, note, table, ...errors].join('\n\n');
}

function ticksRow({ name, runs, unavailable }: Series): string[] {
  if (unavailable !== undefined) return [`\`${name}\``, '0', `not here: ${unavailable}`, '', ''];
  // Beside a measured block runs a timer, so the times are no measure.
  const blocks = runs.flatMap(({ block }) => (block === undefined ? [] : [block]));
  const times = (of: (run: Run) => number) => (blocks.length > 0 ? '' : spread(summarize(runs.map(of)), seconds));
  const block = blocks.length > 0 ? spread(summarize(blocks), seconds) : '';
  return [name, String(runs.length), times(processorTime), times(({ wall }) => wall), block];
}

function idleTable(idle: StreamResult['idle']): string {
  const rows = idle.map(({ name, seconds: time, threads, switches, calls }) => [
    name,
    `${time} s`,
    String(threads),
    String(switches),
    calls === undefined ? 'no strace here' : String(calls),
  ]);
  return markdownTable(['', 'looked at for', 'threads', 'times one ran', 'system calls'], rows);
}

const SHORT_HEAD = [
  'watched as',
  'short ones',
  'steady connections',
  'accepted',
  'in',
  'sockets',
  'reported',
  'unseen',
  'gaps',
  'lost',
  'late ticks',
  'receive buffer',
  'of one processor',
];

function shortTable(short: readonly ShortResult[]): string {
  return markdownTable(
    SHORT_HEAD,
    short.map((result) => [
      result.user,
      `${result.protocol} IPv${result.family}`,
      count(result.steady),
      ...(result.measured ? shortCells(result.measured) : [`not here: ${result.unavailable}`, ...Array(9).fill('')]),
    ]),
  );
}

function shortCells({ counts, receiveBuffer, cpu, ...measured }: ShortMeasured): string[] {
  const { accepted, sockets, gaps, lost } = measured;
  return [
    String(accepted),
    seconds(measured.seconds),
    String(sockets),
    String(counts.reported),
    String(counts.unseen),
    String(gaps),
    String(lost),
    String(counts.changes.late),
    receiveBuffer === null ? 'none' : megabytes(receiveBuffer),
    percent((cpu / measured.seconds) * 100),
  ];
}

function memorySection({ rate, steady, minutes, warmUp, samples, ...result }: MemoryResult): string {
  const { accepted, sockets, counts, gaps } = result;
  const note =
    `${rate} short connections a second beside ${count(steady)} steady ones, for ${minutes} min after ${warmUp} s that do not count: ` +
    `${accepted} accepted, ${counts.reported} of ${sockets} sockets reported, ${gaps} gaps. Growth is from the median of the first ` +
    'third of all samples to that of the last third. After every sixth all garbage is collected, and what is left of the heap counted.';
  const rows = memoryParts(samples).map(([name, values]) => [
    ...[name, String(values.length), spread(summarize(values), megabytes)],
    percent(growth(values)),
  ]);
  return [note, markdownTable(['', 'samples', 'median (min to max)', 'growth'], rows)].join('\n\n');
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const percent = (value: number) => `${value.toFixed(1)} %`;
