import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Query, type SocketJSON, type SocketTable, scan } from '../../src/index.ts';
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
