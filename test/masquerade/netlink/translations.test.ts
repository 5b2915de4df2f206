import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Addon, OnRead } from '../../../src/kernel/addon/addon.ts';
import { newTableReport } from '../../../src/kernel/report.ts';
import { netlinkTranslations } from '../../../src/masquerade/netlink/translations.ts';
import type { Translation } from '../../../src/masquerade/translation.ts';
import { fixture, fixtureJson } from '../../support/fixtures.ts';
import { concat, message, u32 } from '../../support/nlmsg.ts';

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_DUMP_INTR = 0x10;

/** An addon whose kernel answers with these chunks, and what it was asked. */
function kernel(...chunks: Uint8Array[]) {
  const asked: { protocol: number; request: number[] }[] = [];
  class Dump {
    readonly #onRead: OnRead;
    constructor(protocol: number, request: Uint8Array, onRead: OnRead) {
      asked.push({ protocol, request: [...request] });
      this.#onRead = onRead;
    }
    read(buffer: ArrayBuffer): void {
      const chunk = chunks.shift() ?? new Uint8Array(0);
      new Uint8Array(buffer).set(chunk);
      const done = chunks.length === 0;
      setImmediate(() => this.#onRead(0, '', chunk.length, done));
    }
    close(): void {}
  }
  return { addon: { Dump } as unknown as Addon, asked };
}

async function rowsOf(addon: Addon, report = newTableReport()): Promise<Translation[]> {
  const rows: Translation[] = [];
  for await (const batch of netlinkTranslations(addon, report)) rows.push(...batch);
  return rows;
}

const failure = (errno: number) => message(NLMSG_ERROR, concat(u32(-errno), new Uint8Array(16)));

describe('netlinkTranslations', () => {
  it('asks netfilter once, and gives what is translated of all chunks', async () => {
    const chunk = fixture('netlink/conntrack.bin');
    const { addon, asked } = kernel(chunk, chunk);
    const expected = fixtureJson('netlink/conntrack.json').map(({ id }) => id);
    assert.deepEqual(
      (await rowsOf(addon)).map(({ id }) => id),
      [...expected, ...expected],
    );
    assert.deepEqual(
      asked.map(({ protocol }) => protocol),
      [12],
    );
  });

  it('passes over messages of another type', async () => {
    const { addon } = kernel(concat(message(0x102, Uint8Array.of(2, 0, 0, 0)), message(NLMSG_DONE, u32(0))));
    assert.deepEqual(await rowsOf(addon), []);
  });

  it('notes that the table changed meanwhile', async () => {
    const report = newTableReport();
    await rowsOf(kernel(message(NLMSG_DONE, u32(0), { flags: NLM_F_DUMP_INTR })).addon, report);
    assert.equal(report.interrupted, true);
  });

  it('takes the answer of a kernel without ctnetlink for what it is: nothing is there', async () => {
    await assert.rejects(rowsOf(kernel(failure(22)).addon), {
      name: 'SockdiagError',
      code: 'ENOENT',
      syscall: 'ctnetlink',
      message: 'ctnetlink: not in this kernel (nf_conntrack_netlink)',
    });
  });

  it('passes any other failure on', async () => {
    await assert.rejects(rowsOf(kernel(failure(1)).addon), {
      code: 'EPERM',
      message: 'ctnetlink: operation not permitted',
    });
  });
});
