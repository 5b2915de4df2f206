/** Times single steps inside a world, where bench/functions/main.ts runs it. Prints one JSON line. */
import { Bench } from 'tinybench';
import { Names } from '../../src/cli/names/names.ts';
import { OwnerColumns } from '../../src/cli/netstat/sockets/columns.ts';
import { InetListing } from '../../src/cli/netstat/sockets/inet.ts';
import { LineWriter } from '../../src/cli/output/line-writer.ts';
import { defaultSettings } from '../../src/cli/settings.ts';
import { snapshot } from '../../src/index.ts';
import { dump, NETLINK_SOCK_DIAG } from '../../src/kernel/netlink/dump.ts';
import { ReplyBytes } from '../../src/kernel/netlink/reply-bytes.ts';
import { inetDiagRequest } from '../../src/sockets/netlink/inet-request.ts';
import { decodeReply } from '../../src/sockets/netlink/reply-decoder.ts';
import { joinOwners } from '../../src/sockets/owners/owners.ts';
import { OwnerIndex } from '../../src/sockets/table/owner-index.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { METHODS, type Method } from '../calls.ts';
import { dropDump, dropOwnerScan, requireAddon } from '../floor.ts';
import { longestBlock } from '../longest-block.ts';
import type { FunctionsWorld, Task } from './result.ts';

const TCP = { family: 2, protocol: 6, states: 0xffe };
/** Numbers of threads worth a measurement: the kernel lists by itself. */
const THREADS: Readonly<Record<Method, readonly number[]>> = { procfs: [1, 2, 4], bpf: [1] };
const SNAPSHOTS_WATCHED = 25;

const addon = requireAddon();
const recorded: ReplyBytes[] = [];
for await (const part of dump(addon, NETLINK_SOCK_DIAG, inetDiagRequest(TCP))) recorded.push(ReplyBytes.from(part.u8));
const table = await snapshot({ protocols: ['tcp'], owners: true });
const index = table.owners as OwnerIndex;
const settings = { ...defaultSettings(), all: true, numericHosts: true, numericPorts: true, programs: true };
const names = await Names.load(settings);

const bench = new Bench({ time: 1000, iterations: 11, warmupTime: 300, warmupIterations: 3, throws: true });
bench
  .add('decode a recorded dump', () => {
    const report = newReport();
    for (const part of recorded) decodeReply(part, TCP, report);
  })
  .add('build the owner index', () => OwnerIndex.build(index.triples, index.processes, async () => {}))
  .add('join owners', () => {
    joinOwners(table, index);
  })
  .add('format lines with owners', () => {
    const out = new LineWriter(() => {});
    new InetListing(out, settings, names, new OwnerColumns(out, undefined)).rows(table);
  })
  .add('floor: dump, chunks dropped', () => dropDump());
for (const method of METHODS) {
  const missing = await dropOwnerScan(method, 0).catch((error: Error) => error);
  if (missing) {
    console.error(`  no search by ${method} here: ${missing.message}`);
    continue;
  }
  for (const threads of THREADS[method]) {
    bench.add(`floor: search by ${method}, threads: ${threads}, triples dropped`, () => dropOwnerScan(method, threads));
  }
}
for (const source of ['netlink', 'procfs'] as const) {
  for (const owners of [false, true]) {
    bench.add(`snapshot, ${source}${owners ? ', owners' : ''}`, async () => {
      await snapshot({ protocols: ['tcp'], source, owners });
    });
  }
}
await bench.run();

const tasks = bench.tasks.map(({ name, result }): Task => {
  if (!('latency' in result)) throw new Error(`${name} was not measured`);
  const { p50, min, max, samplesCount } = result.latency;
  return { name, min, median: p50, max, samples: samplesCount };
});
const blocks: number[] = [];
for (let i = 0; i < SNAPSHOTS_WATCHED; i++) {
  const { block } = await longestBlock(() => snapshot({ protocols: ['tcp'], owners: true }));
  blocks.push(block * 1e3);
}
const result: Pick<FunctionsWorld, 'rows' | 'tasks' | 'blocks'> = { rows: table.length, tasks, blocks };
console.log(JSON.stringify(result));
