import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  bluetoothSockets,
  groups,
  interfaces,
  legacyRoutes,
  legacySockets,
  masquerade,
  routes,
  statistics,
} from '../../src/index.ts';
import { fixturePath } from '../support/fixtures.ts';

type Read = (query: { signal: AbortSignal }) => Promise<unknown>;

const proc = { procRoot: fixturePath('proc') };
const old = { procRoot: fixturePath('old_families/proc') };
const empty = mkdtempSync(join(tmpdir(), 'sockdiag-proc-'));
mkdirSync(join(empty, 'net'));
after(() => rmSync(empty, { recursive: true }));
const absent = { procRoot: empty };

const READS: Readonly<Record<string, Read>> = {
  'routes()': routes,
  'routes() of one reply': (query) => routes({ ...query, families: ['inet'] }),
  'routes() from /proc': (query) => routes({ ...query, ...proc }),
  'interfaces()': interfaces,
  'interfaces() from /proc': (query) => interfaces({ ...query, ...proc }),
  'masquerade() from /proc': (query) => masquerade({ ...query, ...proc }),
  'statistics()': statistics,
  'statistics() of nothing': (query) => statistics({ ...query, ...absent }),
  'groups()': groups,
  'groups() of nothing': (query) => groups({ ...query, ...absent, families: ['inet'] }),
  'legacyRoutes()': (query) => legacyRoutes({ ...query, ...old }),
  'legacyRoutes() of nothing': (query) => legacyRoutes({ ...query, ...absent, families: ['ipx'] }),
  'legacySockets()': (query) => legacySockets({ ...query, ...old }),
  'legacySockets() of nothing': (query) => legacySockets({ ...query, ...absent, families: ['ipx'] }),
  'bluetoothSockets()': (query) => bluetoothSockets({ ...query, ...old }),
  'bluetoothSockets() of nothing': (query) => bluetoothSockets({ ...query, ...absent, protocols: ['l2cap'] }),
};

/** Raises the signal after so many turns of the event loop, unless the call has ended by then. */
async function abortAfter(turns: number, read: Read): Promise<void> {
  const controller = new AbortController();
  const reason = new Error(`after ${turns}`);
  let ended = false;
  const outcome = read({ signal: controller.signal }).then(
    () => {
      ended = true;
    },
    (error: unknown) => error,
  );
  for (let turn = 0; turn < turns; turn++) await setImmediate();
  if (ended) return;
  controller.abort(reason);
  assert.equal(await outcome, reason, `raised after ${turns} turns`);
}

describe('a signal raised at any time', () => {
  for (const [name, read] of Object.entries(READS)) {
    it(`ends ${name} with its reason`, async () => {
      for (let turns = 0; turns < 10; turns++) await abortAfter(turns, read);
    });
  }

  it('leaves no descriptor open', async () => {
    const open = () => readdirSync('/proc/self/fd').length;
    await setImmediate();
    const before = open();
    for (const read of Object.values(READS)) await abortAfter(3, read);
    const deadline = performance.now() + 20_000;
    while (open() > before && performance.now() < deadline) await setImmediate();
    assert.ok(open() <= before);
  });
});
