/**
 * Makes calls in a program that runs already, in a world's namespace: each JSON line of standard input names one, each is
 * answered by what it took. Run by the benchmarks; see bench/dialogue.ts.
 */
import { createInterface } from 'node:readline';
import { networkConnections } from 'systeminformation';
import { snapshot } from '../src/index.ts';
import { NO_OWNER } from '../src/sockets/table/owner-chains.ts';
import { DUMP_FLOOR, METHODS, type Method, SNAPSHOT, scanFloor, snapshotBy, THEIR_CALL } from './calls.ts';
import { dropDump, dropOwnerScan } from './floor.ts';
import { longestBlock } from './longest-block.ts';
import type { Rows } from './rows.ts';

/** What one call took: seconds, and what it found. */
export interface CallResult {
  wall: number;
  user: number;
  system: number;
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

const dropped =
  (work: () => Promise<void>): Call =>
  async () => {
    await work();
    return undefined;
  };

const CALLS = new Map<string, Call>([
  [SNAPSHOT, snapshotWithOwners('auto')],
  [THEIR_CALL, theirConnections],
  [DUMP_FLOOR, dropped(dropDump)],
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
  const begin = performance.now();
  const count = await call();
  const wall = (performance.now() - begin) / 1e3;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, user: user / 1e6, system: system / 1e6, ...(count && { rows: count() }) };
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
