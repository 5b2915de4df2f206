import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { HeadStart, LATE } from '../../src/sockets/head-start.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { SocketTable } from '../../src/sockets/table/socket-table.ts';

// The longest it may wait for is 20 ms; what takes this long is late on any machine.
const LATE_MS = 50;

function tableOf(inodes: readonly number[]): SocketTable {
  const table = new SocketTable(inodes.length, newReport());
  table.inode.set(inodes);
  table.length = inodes.length;
  return table;
}

/** A source of batches, and what became of it. */
class Source {
  given = 0;
  ended = false;
  readonly batches: AsyncGenerator<SocketTable, void, undefined>;

  constructor(
    readonly lists: readonly (readonly number[])[],
    readonly before: (batch: number) => Promise<unknown> = async () => {},
  ) {
    this.batches = this.#run();
  }

  async *#run(): AsyncGenerator<SocketTable, void, undefined> {
    try {
      for (const [i, inodes] of this.lists.entries()) {
        await this.before(i);
        this.given++;
        yield tableOf(inodes);
      }
      await this.before(this.lists.length);
    } finally {
      this.ended = true;
    }
  }
}

const range = (length: number, from = 1) => Array.from({ length }, (_, i) => from + i);

async function rest(start: HeadStart): Promise<number[]> {
  const inodes: number[] = [];
  for await (const batch of start) inodes.push(...batch.inode.subarray(0, batch.length));
  return inodes;
}

describe('HeadStart', () => {
  it('gives the inodes of a few sockets, and then the batches themselves', async () => {
    const source = new Source([[1, 2], [], [2, 0, 3]]);
    const start = new HeadStart(source.batches);
    assert.deepEqual(await start.fewInodes(), new Set([1, 2, 3]));
    assert.deepEqual(await rest(start), [1, 2, 2, 0, 3]);
    assert.ok(source.ended);
  });

  it('gives the inodes of what has come since it was started, however long ago', async () => {
    for (const wait of [0, 1, 5]) {
      const start = new HeadStart(new Source([[1, 2], [3]]).batches).start();
      await setTimeout(wait);
      assert.deepEqual(await start.fewInodes(), new Set([1, 2, 3]));
      assert.deepEqual(await rest(start), [1, 2, 3]);
    }
  });

  it('gives an empty set for no socket', async () => {
    for (const lists of [[], [[]], [[0, 0]]]) {
      const start = new HeadStart(new Source(lists).batches);
      assert.deepEqual(await start.fewInodes(), new Set());
      assert.deepEqual(await rest(start), lists.flat());
    }
  });

  it('gives no inodes of many sockets, has not read them all for that, and loses none', async () => {
    const lists = range(10).map((i) => range(1000, i * 1000));
    const source = new Source(lists);
    const start = new HeadStart(source.batches);
    assert.equal(await start.fewInodes(), undefined);
    assert.ok(source.given < lists.length, `${source.given} batches`);
    assert.deepEqual(await rest(start), lists.flat());
  });

  for (const late of [0, 1, 2]) {
    it(`does not wait for a source that takes its time before batch ${late}, and loses none of it`, async () => {
      const source = new Source([[1], [2]], (batch) => (batch === late ? setTimeout(LATE_MS) : Promise.resolve()));
      const start = new HeadStart(source.batches);
      assert.equal(await start.fewInodes(), LATE);
      assert.equal(source.ended, false);
      assert.deepEqual(await rest(start), [1, 2]);
    });
  }

  it('gives the inodes to who asks again when they have come', async () => {
    const source = new Source([[1], [2]], (batch) => (batch === 1 ? setTimeout(LATE_MS) : Promise.resolve()));
    const start = new HeadStart(source.batches);
    assert.equal(await start.fewInodes(1), LATE);
    assert.deepEqual(await start.fewInodes(100 * LATE_MS), new Set([1, 2]));
    assert.deepEqual(await rest(start), [1, 2]);
  });

  it('gives everything without having been asked for inodes', async () => {
    assert.deepEqual(await rest(new HeadStart(new Source([[1], [2]]).batches)), [1, 2]);
  });

  for (const failing of [0, 1, 2]) {
    it(`fails as the source does before batch ${failing}`, async () => {
      const fail = async (batch: number) => {
        if (batch === failing) throw new Error('the dump failed');
      };
      const start = new HeadStart(new Source([[1], [2]], fail).batches);
      await assert.rejects(start.fewInodes(), /the dump failed/);
    });

    it(`gives the failure to who reads on when the source fails late, before batch ${failing}`, async () => {
      const fail = async (batch: number) => {
        if (batch !== failing) return;
        await setTimeout(LATE_MS);
        throw new Error('the dump failed');
      };
      const start = new HeadStart(new Source([[1], [2]], fail).batches);
      assert.equal(await start.fewInodes(), LATE);
      await assert.rejects(rest(start), /the dump failed/);
    });

    it(`leaves no rejection behind when nobody reads on and the source fails, before batch ${failing}`, async () => {
      const unhandled: unknown[] = [];
      const note = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', note);
      const fail = async (batch: number) => {
        if (batch !== failing) return;
        await setTimeout(LATE_MS);
        throw new Error('the dump failed');
      };
      await new HeadStart(new Source([[1], [2]], fail).batches).fewInodes();
      await setTimeout(2 * LATE_MS);
      process.off('unhandledRejection', note);
      assert.deepEqual(unhandled, []);
    });
  }

  it('ends the source when its reader stops early', async () => {
    for (const few of [true, false]) {
      const source = new Source(range(5).map((i) => range(2000, i * 2000)));
      const start = new HeadStart(source.batches);
      if (few) await start.fewInodes();
      for await (const _ of start) break;
      assert.ok(source.ended, `${few}`);
    }
  });

  it('ends the source when its reader stops while a batch is on its way', async () => {
    const source = new Source([[1], [2]], (batch) => (batch === 1 ? setTimeout(LATE_MS) : Promise.resolve()));
    const start = new HeadStart(source.batches);
    await start.fewInodes();
    for await (const _ of start) break;
    assert.ok(source.ended);
  });

  it('gives the source’s own reason when that is aborted meanwhile', async () => {
    const controller = new AbortController();
    const source = new Source([[1], [2]], (batch) =>
      batch === 1 ? setTimeout(10 * LATE_MS, undefined, { signal: controller.signal }) : Promise.resolve(),
    );
    const start = new HeadStart(source.batches);
    const few = start.fewInodes();
    controller.abort(new Error('enough'));
    await assert.rejects(
      few.then(() => rest(start)),
      { name: 'AbortError' },
    );
    assert.ok(source.ended);
  });
});
