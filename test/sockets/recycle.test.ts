import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Query, type SocketJSON, type SocketTable, scan } from '../../src/index.ts';
import { MEMORY_WORDS } from '../../src/sockets/table/columns.ts';
import { UNKNOWN } from '../../src/sockets/table/unknown.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');
const QUERY: Query = { source: 'netlink', protocols: ['tcp', 'udp', 'unix', 'udplite'], memory: true, tcpInfo: true };

describe('a scan whose batches are given back', { skip }, () => {
  let world: World;
  before(async () => {
    world = await World.start();
  });
  after(() => world.stop());

  it('holds 0 wherever a row does not know a field that was asked for, and nothing of an earlier socket', async () => {
    const running = scan({ ...QUERY, fields: ['mark'] });
    let unknown = 0;
    for await (const batch of running) {
      const { memory = new Uint32Array(0), mark = new Uint32Array(0) } = batch;
      for (let row = 0; row < batch.length; row++) {
        const bits = batch.unknown[row] as number;
        const words = memory.subarray(row * MEMORY_WORDS, (row + 1) * MEMORY_WORDS);
        if ((bits & UNKNOWN.memory) !== 0) assert.deepEqual([...words], new Array(MEMORY_WORDS).fill(0));
        if ((bits & UNKNOWN.mark) !== 0) assert.equal(mark[row], 0);
        if ((bits & UNKNOWN.memory) !== 0) unknown++;
      }
      memory.fill(0xffffffff);
      mark.fill(0xffffffff);
      running.recycle(batch);
    }
    assert.ok(unknown > 0);
  });

  it('gives the sockets it gives otherwise, in fewer tables', async () => {
    const kept = await read(() => {});
    const again = await read((batch, running) => running.recycle(batch));
    assert.deepEqual(again.rows, kept.rows);
    assert.equal(kept.tables.size, kept.batches);
    assert.ok(again.tables.size < again.batches, `${again.tables.size} tables for ${again.batches} batches`);
  });
});

async function read(done: (batch: SocketTable, running: ReturnType<typeof scan>) => void) {
  const running = scan(QUERY);
  const tables = new Set<SocketTable>();
  const rows: unknown[] = [];
  let batches = 0;
  for await (const batch of running) {
    tables.add(batch);
    batches++;
    rows.push(...batch.toJSON().map(still));
    done(batch, running);
  }
  return { rows, tables, batches };
}

/** What does not move between two looks: who goes on asking a full listener is dropped, again and again. */
function still({ expires, tcpInfo, retransmits, timer, probes, memory, ...rest }: SocketJSON) {
  return { ...rest, tcpInfo: tcpInfo && Object.keys(tcpInfo), memory: memory && { ...memory, drops: 'some' } };
}
