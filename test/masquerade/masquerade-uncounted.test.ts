import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { masquerade } from '../../src/index.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { NatWorld, natWorldMissing } from '../support/nat-world.ts';
import { skipUnless } from '../support/skip.ts';

const missing = namespaceMissing ?? natWorldMissing();

describe('masquerade() of a router that does not count', {
  skip: skipUnless(missing === undefined, missing ?? ''),
}, () => {
  let world: NatWorld;
  before(async () => {
    world = await NatWorld.start();
  });
  after(() => world?.stop());

  for (const source of ['netlink', 'procfs'] as const) {
    it(`has no packets and bytes from ${source}`, async () => {
      const rows = [...(await masquerade({ source }))];
      assert.ok(rows.length > 10);
      const counters = rows.flatMap(({ original, reply }) => [
        original.packets,
        original.bytes,
        reply.packets,
        reply.bytes,
      ]);
      assert.deepEqual(new Set(counters), new Set([null]));
    });
  }
});
