/**
 * Makes calls in a program that runs already, in a world's namespace: each JSON line of standard input names one, each is
 * answered by what it took. Run by the benchmarks; see bench/dialogue.ts.
 */
import { createInterface } from 'node:readline';
import { networkConnections } from 'systeminformation';
import { type SocketTable, snapshot } from '../src/index.ts';
import { parseFilter } from '../src/sockets/filter/parse.ts';
import { RowTest } from '../src/sockets/filter/row-test.ts';
import { NO_OWNER } from '../src/sockets/table/owner-chains.ts';
import {
  BOTH_FLOOR,
  DUMP_FLOOR,
  FEW_BOTH_FLOOR,
  FEW_DUMP_FLOOR,
  FILTER_CALL,
  METHODS,
  type Method,
  RESIDUAL_FILTER,
  SNAPSHOT,
  scanFloor,
  snapshotBy,
  THEIR_CALL,
} from './calls.ts';
import { dropBoth, dropDump, dropOwnerScan } from './floor.ts';
import { longestBlock } from './longest-block.ts';
import type { Rows } from './rows.ts';

/** What one call took: seconds, and what it found. */
export interface CallResult {
  wall: number;
  user: number;
  system: number;
  /** Bytes of V8's heap that it took: too few where garbage was collected meanwhile. */
  heap?: number;
  rows?: Rows;
  /** The longest the event loop stood still. */
  block?: number;
}

const QUERY = { protocols: ['tcp'] } as const;

/** What was found is counted when the time is over. */
type Call = () => Promise<(() => Rows) | undefined>;

function snapshotWithOwners(ownerMethod: 'auto' | Method): Call {
  return async () => {
    const { length, firstOwner } = await snapshot({ ...QUERY, owners: true, ownerMethod });
    return () => ({ sockets: length, owned: firstOwner?.filter((owner) => owner !== NO_OWNER).length ?? 0 });
  };
}

const theirConnections: Call = async () => {
  const connections = await networkConnections();
  return () => ({ sockets: connections.length, owned: connections.filter(({ pid }) => pid !== null).length });
};

const FILTER = new RowTest(parseFilter(RESIDUAL_FILTER));
let asked: SocketTable | undefined;

/** What the kernel does not decide of a filter, of all sockets as they were when it was asked first. */
const askEveryRow: Call = async () => {
  asked ??= await snapshot(QUERY);
  const { length } = asked;
  FILTER.run(asked);
  return () => ({ sockets: length, owned: 0 });
};

const dropped =
  (work: () => Promise<void>): Call =>
  async () => {
    await work();
    return undefined;
  };

const CALLS = new Map<string, Call>([
  [SNAPSHOT, snapshotWithOwners('auto')],
  [THEIR_CALL, theirConnections],
  [DUMP_FLOOR, dropped(() => dropDump())],
  [BOTH_FLOOR, dropped(() => dropBoth())],
  [FEW_DUMP_FLOOR, dropped(() => dropDump(true))],
  [FEW_BOTH_FLOOR, dropped(() => dropBoth(true))],
  [FILTER_CALL, askEveryRow],
]);
for (const method of METHODS) {
  CALLS.set(snapshotBy(method), snapshotWithOwners(method));
  CALLS.set(
    scanFloor(method),
    dropped(() => dropOwnerScan(method, 0)),
  );
}

async function measure(name: string): Promise<CallResult> {
  const call = CALLS.get(name);
  if (!call) throw new Error(`there is no call '${name}'`);
  const cpu = process.cpuUsage();
  const { heapUsed } = process.memoryUsage();
  const begin = performance.now();
  const count = await call();
  const wall = (performance.now() - begin) / 1e3;
  const { user, system } = process.cpuUsage(cpu);
  const heap = process.memoryUsage().heapUsed - heapUsed;
  return { wall, user: user / 1e6, system: system / 1e6, heap, ...(count && { rows: count() }) };
}

/** Beside the call runs a timer of a millisecond, so its time is no measure. */
async function measureBlock(name: string): Promise<CallResult> {
  const { result, block } = await longestBlock(() => measure(name));
  return { ...result, block };
}

for await (const line of createInterface(process.stdin)) {
  const { name, block } = JSON.parse(line) as { name: string; block?: boolean };
  const failed = (error: Error) => ({ failed: error.message });
  console.log(JSON.stringify(await (block ? measureBlock(name) : measure(name)).catch(failed)));
}
