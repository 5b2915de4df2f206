/** Times single steps inside a world: run by bench/main.ts, in the world's namespace. Prints one JSON line. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Bench } from 'tinybench';
import { loadAddon } from '../src/addon.ts';
import { Names } from '../src/cli/names/names.ts';
import { OwnerColumns } from '../src/cli/netstat/columns.ts';
import { InetListing } from '../src/cli/netstat/inet.ts';
import { LineWriter } from '../src/cli/output/line-writer.ts';
import { defaultSettings } from '../src/cli/settings.ts';
import { snapshot } from '../src/index.ts';
import { dump, NETLINK_SOCK_DIAG } from '../src/netlink/dump.ts';
import { inetDiagRequest } from '../src/netlink/inet-diag.ts';
import { ReplyBytes } from '../src/netlink/message.ts';
import { decodeReply } from '../src/netlink/sockets.ts';
import { findOwners, joinOwners } from '../src/sockets/owners.ts';
import { newReport } from '../src/table/report.ts';

const TCP = { family: 2, protocol: 6, states: 0xffe };

const { addon } = loadAddon();
if (!addon) throw new Error('the bench wants the addon');

const recorded: ReplyBytes[] = [];
for await (const part of dump(addon, NETLINK_SOCK_DIAG, inetDiagRequest(TCP))) recorded.push(ReplyBytes.from(part.u8));
const { index } = await findOwners(addon, '/proc');
const table = await snapshot({ protocols: ['tcp'], owners: true });
const settings = { ...defaultSettings(), all: true, numericHosts: true, numericPorts: true, programs: true };
const names = await Names.load(settings);

const bench = new Bench({ time: 1500, warmupTime: 500, throws: true });
bench
  .add('decode a recorded dump', () => {
    const report = newReport();
    for (const part of recorded) decodeReply(part, TCP, report);
  })
  .add('join owners', () => {
    joinOwners(table, index);
  })
  .add('format lines with owners', () => {
    const out = new LineWriter(() => {});
    new InetListing(out, settings, names, new OwnerColumns(out, false, undefined)).rows(table);
  })
  .add('dump, chunks dropped', async () => {
    for await (const _ of dump(addon, NETLINK_SOCK_DIAG, inetDiagRequest(TCP)));
  })
  .add('scan of descriptors', async () => {
    await findOwners(addon, '/proc');
  })
  .add('snapshot, netlink', async () => {
    await snapshot({ protocols: ['tcp'], source: 'netlink' });
  })
  .add('snapshot, procfs', async () => {
    await snapshot({ protocols: ['tcp'], source: 'procfs' });
  })
  .add('snapshot with owners', async () => {
    await snapshot({ protocols: ['tcp'], owners: true });
  });
await bench.run();

const tasks = bench.tasks.map(({ name, result }) => {
  const latency = 'latency' in result ? result.latency : undefined;
  return { name, medianMs: latency?.p50, minMs: latency?.min, samples: latency?.samplesCount };
});
console.log(JSON.stringify({ sockets: table.length, tasks, longestBlockMs: await longestBlocks(11) }));

/** The longest the event loop stood still during each of some snapshots with owners. */
async function longestBlocks(snapshots: number): Promise<number[]> {
  const blocks: number[] = [];
  for (let i = 0; i < snapshots; i++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await snapshot({ protocols: ['tcp'], owners: true });
    delay.disable();
    // The histogram counts a timer's whole delay; its resolution is the part that is no block.
    blocks.push(Math.max(0, delay.max / 1e6 - 1));
  }
  return blocks;
}
