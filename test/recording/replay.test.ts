import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import {
  type Change,
  type ChangeBatch,
  type OwnerReport,
  type Replay,
  type ReplayOptions,
  record,
  replay,
  type SocketChange,
  toChangeJSON,
} from '../../src/index.ts';
import { CHANGES } from '../support/changes.ts';
import { fixturePath } from '../support/fixtures.ts';
import { randomBatch } from '../support/random-batches.ts';
import { Random } from '../support/random-sockets.ts';

const QUERY = { protocols: ['tcp'], interval: 100, owners: true } as const;
const NOT_A_RECORD = { name: 'SockdiagError', code: 'ERR_NOT_A_RECORD' };

/** The bytes of a record of these batches. */
async function recorded(...batches: ChangeBatch[]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of record(QUERY, Readable.from(batches))) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function changesOf(changes: Replay): Promise<Change[]> {
  const all: Change[] = [];
  for await (const batch of changes) all.push(...batch);
  return all;
}

const texts = (changes: Iterable<Change>) => Array.from(changes, (change) => JSON.stringify(toChangeJSON(change)));

/** Bytes in pieces of a size. */
function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('replay()', () => {
  it('gives the changes that were recorded, whatever their fields hold and wherever the bytes are cut', async () => {
    const random = new Random(7);
    for (const size of [1000, 64 * 1024, Number.POSITIVE_INFINITY]) {
      const batches = Array.from({ length: 20 }, () => randomBatch(random, 40));
      const bytes = await recorded(...batches);
      const changes = replay(cut(bytes, size));
      assert.deepEqual(texts(await changesOf(changes)), texts(batches.flatMap((batch) => [...batch])));
      assert.deepEqual(changes.report, { brokenLines: 0, broken: [], cutShort: null });
    }
  });

  it('gives what is recorded again as the same bytes', async () => {
    const bytes = await recorded(randomBatch(new Random(8), 500));
    const again: Uint8Array[] = [];
    for await (const piece of record(QUERY, replay([bytes]))) again.push(piece);
    const changes = (text: Buffer) => text.subarray(text.indexOf('\n')).toString();
    assert.equal(changes(Buffer.concat(again)), changes(bytes));
  });

  it('gives changes of the same classes as a stream, with the same getters and the same on the console', async () => {
    const batch = randomBatch(new Random(9), 60);
    const [first, second] = [[...batch], await changesOf(replay([await recorded(batch)]))];
    for (const [at, change] of second.entries()) {
      const own = first[at] as Change;
      assert.deepEqual(Object.keys(change), Object.keys(own));
      if (!('socket' in change)) continue;
      const { socket } = own as SocketChange;
      assert.equal(Object.getPrototypeOf(change.socket), Object.getPrototypeOf(socket));
      assert.equal(inspect(change.socket), inspect(socket));
    }
  });

  it('says with each batch what was recorded, of records that were put together that of each', async () => {
    const bytes = await recorded(randomBatch(new Random(10), 3));
    const other = Buffer.from(bytes.toString().replace('"interval":100', '"interval":200'));
    const changes = replay([Buffer.concat([bytes, other])]);
    const startOf = ({ start }: Replay) => start;
    assert.equal(startOf(changes), undefined);
    const intervals: (number | undefined)[] = [];
    for await (const batch of changes) {
      intervals.push(startOf(changes)?.interval);
      assert.deepEqual(batch.report.ends, { tcp: { source: 'kernel' } });
    }
    assert.deepEqual([...new Set(intervals)], [100, 200]);
    const { type, version, query, report } = startOf(changes) as NonNullable<Replay['start']>;
    assert.deepEqual(
      { type, version, query, report },
      {
        type: 'start',
        version: 2,
        query: { protocols: ['tcp'], owners: true },
        report: { ends: { tcp: { source: 'kernel' } } },
      },
    );
  });

  it('gives batches of a bounded size, each with a table of its sockets, and lets other work have its turn between them', async () => {
    const bytes = await recorded(...Array.from({ length: 20 }, (_, seed) => randomBatch(new Random(seed), 100)));
    let [turns, changes] = [0, 0];
    const timer = setInterval(() => turns++, 0);
    for await (const batch of replay([bytes])) {
      assert.ok(batch.length <= 256);
      const ofSockets = [...batch].filter((change) => 'socket' in change);
      assert.equal(batch.sockets.length, ofSockets.length);
      assert.equal(batch.sockets.inode.length, ofSockets.length);
      changes += batch.length;
    }
    clearInterval(timer);
    assert.equal(changes, 2000);
    assert.ok(turns > 1);
  });

  it('says in the report of its batches how owners were found, and whether these were all', async () => {
    const owners: OwnerReport = {
      method: 'procfs',
      reason: 'x',
      complete: false,
      incomplete: ['hidepid', 'forbidden'],
    };
    const batch = randomBatch(new Random(8), 3);
    batch.report.scan.owners = owners;
    const text = (await recorded(batch)).toString();
    const changes = replay(Readable.from([Buffer.from(text)]));
    for await (const replayed of changes) assert.deepEqual(replayed.report.scan.owners, owners);
    assert.deepEqual(changes.start?.report.owners, owners);
    // What another program wrote there is no beginning of a record.
    for (const wrong of [
      1,
      null,
      {},
      { ...owners, complete: 'no' },
      { ...owners, method: 'x' },
      { ...owners, incomplete: 1 },
    ]) {
      const [line = ''] = text.split('\n');
      const start = JSON.parse(line);
      start.report.owners = wrong;
      const broken = replay(Readable.from([Buffer.from(`${JSON.stringify(start)}\n`)]));
      await assert.rejects(changesOf(broken), NOT_A_RECORD, JSON.stringify(wrong));
    }
  });

  it('counts late ticks and gaps in the report of its batches', async () => {
    const notices = CHANGES.map((change) => `${JSON.stringify(toChangeJSON(change))}\n`).join('');
    const [start] = (await recorded(randomBatch(new Random(1), 1))).toString().split('\n');
    for await (const batch of replay([`${start}\n`, notices])) {
      const last = batch.at(-1)?.type === 'late';
      if (last) assert.deepEqual([batch.report.late, batch.report.gaps, batch.report.lost], [1, 1, 120]);
    }
  });

  it('reads text as it reads bytes, and files', async () => {
    const bytes = await recorded(randomBatch(new Random(11), 30));
    const [ofBytes, ofText] = [await changesOf(replay([bytes])), await changesOf(replay([bytes.toString()]))];
    assert.deepEqual(texts(ofText), texts(ofBytes));
    const changes = replay(createReadStream(fixturePath('records/version-1.ndjson')));
    assert.ok((await changesOf(changes)).length > 5);
    assert.equal(changes.start?.version, 1);
  });

  it('passes over lines that are no change and counts those before each batch', async () => {
    const [start, ...lines] = (await recorded(randomBatch(new Random(12), 4))).toString().trimEnd().split('\n');
    const changes = replay([[start, lines[0], '{}', lines[1], 'x', '', lines[2], lines[3]?.slice(0, -1)].join('\n')]);
    const seen: number[] = [];
    for await (const batch of changes) for (const _ of batch) seen.push(changes.report.brokenLines);
    assert.deepEqual(seen, [0, 1, 3]);
    assert.deepEqual(changes.report, { brokenLines: 3, broken: [3, 5, 6], cutShort: 8 });
  });

  it('throws an error with a code for what is no record', async () => {
    const [start] = (await recorded(randomBatch(new Random(13), 1))).toString().split('\n');
    const texts = ['x', '{}\n', '[]\n', '{"type":"start","version":3}\n', '{"type":"start","version":2}\n'];
    const wrong = [
      start?.replace('"tcp"', '1'),
      start?.replace('"query":{', '"query":1,"x":{'),
      start?.replace('kernel', 'x'),
    ];
    for (const text of [...texts, `${wrong[1]}\n`, `${wrong[2]}\n`]) {
      await assert.rejects(changesOf(replay([text])), NOT_A_RECORD, text);
    }
  });

  it('throws what its source fails with', async () => {
    await assert.rejects(changesOf(replay(createReadStream('/nowhere'))), { code: 'ENOENT', syscall: 'open' });
    await assert.rejects(changesOf(replay([Buffer.from('x'), 7] as never)), TypeError);
  });

  it('refuses at once what is no source, and options that are none', () => {
    for (const source of [undefined, null, 1, '/a/path', {}, new Map().size]) {
      assert.throws(() => replay(source as never), TypeError);
    }
    for (const options of [null, [], { signal: 1 }, { sginal: undefined }]) {
      assert.throws(() => replay([], options as never), TypeError);
    }
  });
});

describe('the end of a replay', () => {
  const signalled = (source: Parameters<typeof replay>[0], options: ReplayOptions) =>
    changesOf(replay(source, options));

  it('comes by its signal with its reason, before, between and while it waits for a stream', async () => {
    const reason = new Error('enough');
    await assert.rejects(signalled([], { signal: AbortSignal.abort(reason) }), reason);
    const bytes = await recorded(randomBatch(new Random(14), 1000));
    const controller = new AbortController();
    let batches = 0;
    const between = async () => {
      for await (const _ of replay([bytes], { signal: controller.signal }))
        if (++batches === 1) controller.abort(reason);
    };
    await assert.rejects(between(), reason);
    assert.equal(batches, 1);
    const waiting = new AbortController();
    const stream = new PassThrough();
    stream.write(bytes);
    setTimeout(() => waiting.abort(reason), 50);
    await assert.rejects(signalled(stream, { signal: waiting.signal }), reason);
    assert.ok(stream.destroyed);
  });

  it('comes when it is left, and its stream ends with it', async () => {
    const stream = Readable.from(cut(await recorded(randomBatch(new Random(15), 1000)), 4096));
    const closed = new Promise((resolve) => stream.once('close', resolve));
    for await (const batch of replay(stream)) {
      assert.ok(batch.length > 0);
      break;
    }
    await closed;
    assert.ok(stream.destroyed);
  });

  it('is the end of what is empty or cut short, which it says', async () => {
    const empty = replay([]);
    assert.deepEqual([await changesOf(empty), empty.report.cutShort, empty.start], [[], 1, undefined]);
  });
});

describe('replay() of what a record cannot be', () => {
  it('refuses a first line that does not end, before all of it is read', async () => {
    let pieces = 0;
    function* endless() {
      for (;;) {
        pieces++;
        yield Buffer.alloc(1 << 16);
      }
    }
    await assert.rejects(replay(endless()).next(), NOT_A_RECORD);
    assert.ok(pieces <= 17, `${pieces} pieces`);
  });

  it('refuses a first line that is too long for one, and ends', async () => {
    const long = Buffer.alloc(17 << 20, 0x20);
    await assert.rejects(replay([long, '\n']).next(), NOT_A_RECORD);
    await assert.rejects(replay([long]).next(), NOT_A_RECORD);
  });

  it('lets other work have its turn among lines that are no change', async () => {
    const record = Buffer.concat([await recorded(), Buffer.alloc(20_000, '\n')]);
    const whole = Buffer.concat([await recorded(randomBatch(new Random(5), 1)), record]);
    let turns = 0;
    let running = true;
    const count = () => {
      turns++;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const replayed = replay([whole]);
    for await (const _ of replayed);
    running = false;
    assert.equal(replayed.report.brokenLines, 20_000);
    assert.ok(turns > 100, `${turns} turns`);
  });
});
