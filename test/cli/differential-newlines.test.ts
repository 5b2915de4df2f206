import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { Bench } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const FORGED = /^unix +2 +\[ ACC \] +STREAM +LISTENING +4242 .*\/forged\n/gm;
const BOGUS = 'warning, got bogus unix line.\n';
const skip = skipUnless(!namespaceMissing && has('netstat'), namespaceMissing ?? 'no netstat to compare with');

/** UNIX names with newlines, one of which reads as a whole row of /proc/net/unix behind it. */
describe('names with newlines', { skip }, () => {
  let world: World;
  const bench = new Bench();
  before(async () => {
    world = await World.start('--newlines');
  });
  after(async () => {
    bench.end();
    await world.stop();
  });

  for (const line of ['-xan', '-xl', '-an', '-xanp', '-lnp']) {
    it(`forge a row of netstat's and none of ours, and all else is the same: ${line}`, () => {
      const { netstat, ours } = bench.compare([line], [{}]);
      assert.equal(netstat.stdout.match(FORGED)?.length, 1);
      assert.equal(ours[0]?.stdout, netstat.stdout.replace(FORGED, ''));
      assert.ok(netstat.stderr.includes(BOGUS));
      assert.ok(!ours[0]?.stderr.includes(BOGUS));
      assert.equal(ours[0]?.code, netstat.code);
    });
  }

  for (const line of ['-x', '-xn', '-n', '-xp']) {
    it(`are whole where the sockets that have them are not listed: ${line}`, () => {
      const { netstat, ours } = bench.compare([line], [{}]);
      assert.equal(ours[0]?.stdout, netstat.stdout);
      assert.ok(!ours[0]?.stderr.includes(BOGUS), ours[0]?.stderr);
    });
  }

  it('cannot be told from rows by /proc alone, which lists what netstat lists', () => {
    const { netstat, ours } = bench.compare(['-xan'], [{ more: ['--source', 'procfs'] }]);
    assert.equal(ours[0]?.stdout, netstat.stdout);
  });
});
