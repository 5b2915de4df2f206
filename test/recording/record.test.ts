import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, it } from 'node:test';
import { type ChangeBatch, PROTOCOLS, record, replay, toChangeJSON, type WatchQuery, watch } from '../../src/index.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { randomBatch } from '../support/random-batches.ts';
import { Random } from '../support/random-sockets.ts';
import { skipUnless } from '../support/skip.ts';

async function textOf(query: WatchQuery, changes?: AsyncIterable<ChangeBatch>): Promise<string> {
  let text = '';
  for await (const piece of record(query, changes)) text += Buffer.from(piece);
  return text;
}

describe('record()', () => {
  it('begins with what is recorded: the query with its protocols, the interval and how ends are learnt', async () => {
    const text = await textOf(
      { owners: 'first', signal: new AbortController().signal },
      Readable.from([randomBatch(new Random(1), 1)]),
    );
    const { time, monotonic, ...start } = JSON.parse(text.split('\n')[0] as string);
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000 && monotonic > 0);
    assert.deepEqual(start, {
      type: 'start',
      version: 2,
      interval: 1000,
      query: { protocols: PROTOCOLS, owners: 'first' },
      report: { ends: { tcp: { source: 'kernel' } } },
    });
  });

  it('gives every change as a line, in pieces that end with one', async () => {
    const batches = [randomBatch(new Random(2), 300), randomBatch(new Random(3), 2)];
    const pieces: string[] = [];
    for await (const piece of record({}, Readable.from(batches))) pieces.push(Buffer.from(piece).toString());
    assert.ok(pieces.length > 3);
    for (const piece of pieces) assert.ok(piece.endsWith('\n') && piece.length < 256 * 1024);
    const lines = pieces.join('').trimEnd().split('\n').slice(1);
    const changes = batches.flatMap((batch) => [...batch]).map(toChangeJSON);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      JSON.parse(JSON.stringify(changes)),
    );
  });

  it('writes what is known before it waits for more, and takes the next batch when it is asked', async () => {
    let taken = 0;
    async function* batches() {
      for (;;) {
        taken++;
        yield randomBatch(new Random(taken), 2);
      }
    }
    const pieces = record({}, batches());
    await pieces.next();
    assert.equal(taken, 1);
    await pieces.next();
    assert.equal(taken, 2);
    await pieces.return();
    assert.equal(taken, 2);
  });

  it('refuses a query that is none at once', () => {
    assert.throws(() => record({ interval: 0 }), TypeError);
    assert.throws(() => record({ intervall: 1 } as WatchQuery, Readable.from([])), /did you mean 'interval'/);
  });

  it('ends by its signal without an error, behind what was given', async () => {
    const controller = new AbortController();
    async function* batches() {
      for (let seed = 0; ; seed++) {
        if (seed === 3) controller.abort();
        yield randomBatch(new Random(seed), 2);
      }
    }
    const text = await textOf({ signal: controller.signal }, batches());
    assert.equal(text.trimEnd().split('\n').length, 1 + 3 * 2);
    assert.equal(await textOf({ signal: AbortSignal.abort() }, batches()), '');
  });

  it('throws what its stream fails with, its signal raised or not', async () => {
    const wrong = new Error('wrong');
    async function* batches() {
      yield randomBatch(new Random(1), 2);
      throw wrong;
    }
    await assert.rejects(textOf({}, batches()), wrong);
    const controller = new AbortController();
    async function* late() {
      yield randomBatch(new Random(1), 2);
      controller.abort();
      throw wrong;
    }
    await assert.rejects(textOf({ signal: controller.signal }, late()), wrong);
  });
});

describe("a record of the kernel's sockets", { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sockdiag-record-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is in its file while it is made, and plays as what was there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const path = join(folder, 'record');
    const controller = new AbortController();
    const { signal } = controller;
    const query: WatchQuery = { owners: true, tcpInfo: true, memory: true, fields: ['mark'], interval: 50 };
    const written = pipeline(record({ ...query, signal }), createWriteStream(path));
    const lines = () => readFileSync(path, { encoding: 'utf8', flag: 'a+' }).split('\n');
    while (!lines().some((line) => line.includes('"LISTEN"'))) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    await written;
    server.close();

    const bytes = readFileSync(path);
    const changes = replay([bytes]);
    let text = `${bytes.toString().split('\n')[0]}\n`;
    let own: string | undefined;
    for await (const batch of changes) {
      for (const change of batch) {
        text += `${JSON.stringify(toChangeJSON(change))}\n`;
        if ('socket' in change) own ??= change.socket.owners.find(({ pid }) => pid === process.pid)?.comm;
      }
    }
    assert.equal(text, bytes.toString());
    assert.notEqual(own, undefined);
    assert.deepEqual(changes.report, { brokenLines: 0, broken: [], cutShort: null });
  });

  it('can be of a stream that is read beside it', async () => {
    const seen: number[] = [];
    async function* beside(changes: AsyncIterable<ChangeBatch>) {
      for await (const batch of changes) {
        seen.push(batch.length);
        yield batch;
        return;
      }
    }
    const query: WatchQuery = { protocols: ['tcp', 'unix'] };
    const text = await textOf(query, beside(watch(query)));
    assert.equal(text.trimEnd().split('\n').length - 1, seen[0]);
  });
});
