/**
 * A program that watches a world from within, as a program of a user would, and does what the JSON lines of its standard input ask
 * (see requests.ts), one answer each. It ends with its input.
 */
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NO_OWNER } from '../../src/sockets/table/owner-chains.ts';
import { SYSTEM_CLOCK } from '../../src/watch/changes/clock.ts';
import { startWatch, type Watch } from '../../src/watch/watch.ts';
import type { CallResult } from '../inside.ts';
import { longestBlock } from '../longest-block.ts';
import { HandClock } from './hand-clock.ts';
import type { Present, Progress, ProgressRequest, TickRequest, WatcherRequest, WatchRequest } from './requests.ts';
import { ShortCounts } from './short-counts.ts';

const clock = new HandClock();
let stream: Watch | undefined;
let counts = new ShortCounts([]);
let verifyInterval = 0;

async function begin({ query, byHand, servers }: WatchRequest): Promise<Present> {
  counts = new ShortCounts(servers ?? []);
  verifyInterval = query.verifyInterval ?? 0;
  stream = startWatch(query, byHand ? clock : SYSTEM_CLOCK);
  const first = await stream.next();
  if (first.done) throw new Error('the stream ended before it began');
  const { sockets } = first.value;
  counts.add(first.value);
  follow(stream);
  const owned = sockets.firstOwner?.subarray(0, sockets.length).filter((owner) => owner !== NO_OWNER).length ?? 0;
  return { pid: process.pid, sockets: sockets.length, owned };
}

async function follow(watched: Watch): Promise<void> {
  try {
    for await (const batch of watched) counts.add(batch);
  } catch (error) {
    console.error(`the stream failed: ${(error as Error).stack}`);
    process.exit(1);
  }
}

async function tick({ verify }: TickRequest): Promise<CallResult> {
  if (verify) clock.advance(verifyInterval);
  await clock.asleep();
  const before = stream?.report.verifyMs;
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await clock.wake();
  const wall = (performance.now() - begun) / 1e3;
  const { user, system } = process.cpuUsage(cpu);
  if ((stream?.report.verifyMs !== before) !== (verify === true)) {
    throw new Error(`a tick that was ${verify ? '' : 'not '}to verify owners did ${verify ? 'not' : ''}`);
  }
  return { wall, user: user / 1e6, system: system / 1e6 };
}

function liveHeap(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

function progress({ collect }: ProgressRequest): Progress {
  if (!stream) throw new Error('nothing is watched');
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const live = collect ? { live: liveHeap() } : {};
  return {
    user: user / 1e6,
    system: system / 1e6,
    rss,
    heapUsed,
    ...live,
    counts: counts.counts,
    report: stream.report,
  };
}

async function answer(request: WatcherRequest): Promise<unknown> {
  if (request.do === 'watch') return begin(request);
  if (request.do === 'progress') return progress(request);
  if (!request.block) return tick(request);
  const { result, block } = await longestBlock(() => tick(request));
  return { ...result, block };
}

for await (const line of createInterface(process.stdin)) {
  const failed = (error: Error) => ({ failed: error.message });
  console.log(JSON.stringify(await answer(JSON.parse(line)).catch(failed)));
}
process.exit(0);
