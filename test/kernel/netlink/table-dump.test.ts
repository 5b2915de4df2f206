import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Addon, OnRead } from '../../../src/kernel/addon/addon.ts';
import { dumpMessages } from '../../../src/kernel/netlink/table-dump.ts';
import { newTableReport } from '../../../src/kernel/report.ts';
import { concat, message, u32 } from '../../support/nlmsg.ts';

const DONE = 3;
const ERROR = 2;
const MULTI = 2;
const INTERRUPTED = 0x10;
const ENOENT = 2;
const done = message(DONE, u32(0));
const row = (value: number, flags = MULTI) => message(16, u32(value), { flags });

/** An addon whose kernel answers every request with these chunks. */
function addonOf(chunks: readonly Uint8Array[]): Addon {
  class Dump {
    #next = 0;
    readonly #onRead: OnRead;
    constructor(_protocol: number, _request: Uint8Array, onRead: OnRead) {
      this.#onRead = onRead;
    }
    read(buffer: ArrayBuffer): void {
      const chunk = chunks[this.#next++];
      if (!chunk) return;
      new Uint8Array(buffer).set(chunk);
      const last = this.#next >= chunks.length;
      queueMicrotask(() => this.#onRead(0, '', chunk.length, last));
    }
    close(): void {}
  }
  return { Dump } as unknown as Addon;
}

async function read(...chunks: Uint8Array[]) {
  const report = newTableReport();
  const rows: number[][] = [];
  const request = { protocol: 0, request: new Uint8Array(16), operation: 'rtnetlink' };
  for await (const walk of dumpMessages(addonOf(chunks), request, report)) {
    const values: number[] = [];
    for (let round = 0; round < 2; round++) walk((reply, start) => values.push(reply.u32[start >> 2] as number));
    rows.push(values);
  }
  return { rows, report };
}

describe('dumpMessages', () => {
  it('yields the messages of a chunk, which can be walked again', async () => {
    const { rows, report } = await read(concat(row(1), row(2)), concat(row(3), done));
    assert.deepEqual(rows, [
      [1, 2, 1, 2],
      [3, 3],
    ]);
    assert.equal(report.interrupted, false);
  });

  it('throws what the kernel refuses before there is a chunk', async () => {
    const refused = message(ERROR, concat(u32(-ENOENT), u32(20), new Uint8Array(16)));
    await assert.rejects(read(refused), { code: 'ENOENT', syscall: 'rtnetlink' });
    await assert.rejects(read(message(DONE, u32(-ENOENT))), { code: 'ENOENT' });
  });

  it('throws for a chunk that is cut, before anything of it is out', async () => {
    await assert.rejects(read(concat(row(1), row(2)).subarray(0, 30)), { code: 'ERR_MALFORMED_REPLY' });
  });

  it('notes that the table changed meanwhile', async () => {
    const { report } = await read(concat(row(1), row(2, MULTI | INTERRUPTED), done));
    assert.equal(report.interrupted, true);
  });
});
