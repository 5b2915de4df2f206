import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import type { Query } from '../../src/index.ts';
import type { Addon, OnRead } from '../../src/kernel/addon/addon.ts';
import { ProcRoot } from '../../src/kernel/procfs/root.ts';
import { readSteps } from '../../src/sockets/steps.ts';
import { newReport } from '../../src/sockets/table/report.ts';
import { TablePool } from '../../src/sockets/table/table-pool.ts';
import { AF_INET6 } from '../../src/uapi/sockets.ts';
import { fixturePath } from '../support/fixtures.ts';
import { message, u32 } from '../support/nlmsg.ts';

const DONE = 3;
const ROOT = mkdtempSync(join(tmpdir(), 'sockdiag-steps-'));
after(() => rmSync(ROOT, { recursive: true }));
beforeEach(() => {
  rmSync(join(ROOT, 'net'), { recursive: true, force: true });
  mkdirSync(join(ROOT, 'net'));
  for (const file of ['tcp', 'tcp6', 'udp']) cpSync(join(fixturePath('proc'), 'net', file), join(ROOT, 'net', file));
});

/** An addon whose kernel has no sockets in the IP versions that it lists, and refuses the others. */
function kernelThatLists(...families: number[]): Addon {
  class Dump {
    readonly #done: OnRead;
    readonly #reply: Uint8Array;

    constructor(_protocol: number, request: Uint8Array, done: OnRead) {
      this.#done = done;
      this.#reply = message(DONE, u32(families.includes(request[16] as number) ? 0 : -constants.errno.ENOENT));
    }

    read(buffer: ArrayBuffer): void {
      new Uint8Array(buffer).set(this.#reply);
      setImmediate(() => this.#done(0, '', this.#reply.length, true));
    }

    close(): void {}
  }
  return { Dump } as unknown as Addon;
}

async function read(query: Query, addon: Addon | undefined) {
  const report = newReport();
  const choice = { addon, addonMissing: undefined, netlink: addon, netlinkReason: addon ? '' : 'procfs was asked for' };
  const sources = { ...choice, addonPath: undefined, procfs: true, root: new ProcRoot(ROOT), tables: new TablePool() };
  const families: string[] = [];
  for await (const batch of readSteps(query, sources, report)) families.push(batch.at(0)?.family as string);
  return { report, families };
}

const REFUSED = 'sock_diag: no such file or directory';

describe('the report of a scan', () => {
  it('has IPv4 and IPv6 of a protocol apart, where sock_diag has one of them alone', async () => {
    const { report, families } = await read({ protocols: ['tcp'] }, kernelThatLists(AF_INET6));
    assert.deepEqual(report.sources, {
      tcp: { source: 'procfs', reason: REFUSED },
      tcp6: { source: 'netlink' },
    });
    assert.deepEqual([...new Set(families)], ['inet']);
  });

  it('has them apart, where /proc has one of them alone, whichever it is', async () => {
    for (const [missing, there, family] of [
      ['tcp', 'tcp6', 'inet6'],
      ['tcp6', 'tcp', 'inet'],
    ] as const) {
      rmSync(join(ROOT, 'net', missing));
      const { report, families } = await read({ protocols: ['tcp'] }, undefined);
      assert.equal(report.sources[there]?.source, 'procfs');
      assert.equal(report.sources[missing]?.source, 'none');
      assert.equal(report.sources[missing]?.code, 'ENOENT');
      assert.match(
        report.sources[missing]?.reason ?? '',
        new RegExp(`^procfs was asked for; open .*/net/${missing}: `),
      );
      assert.deepEqual([...new Set(families)], [family]);
      cpSync(join(fixturePath('proc'), 'net', missing), join(ROOT, 'net', missing));
    }
  });

  it('has no part that was not asked for', async () => {
    const { report } = await read({ protocols: ['udp', 'dccp'], families: ['inet'] }, undefined);
    assert.deepEqual(Object.keys(report.sources), ['udp', 'dccp']);
    assert.equal(report.sources.dccp?.reason, 'procfs was asked for; not in /proc');
  });

  it('counts lines that could not be read by the file that has them', async () => {
    writeFileSync(join(ROOT, 'net/tcp6'), '  sl  local_address\nno socket\n');
    const { report } = await read({ protocols: ['tcp'] }, undefined);
    assert.deepEqual(report.malformed, { tcp6: 1 });
  });
});
