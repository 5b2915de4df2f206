import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COMMAND, has } from '../support/command.ts';
import { Bench, BOTH_SOURCES } from '../support/differential.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';
import { World } from '../support/world.ts';

const ESCAPE = '\u001b';
const DELETE = '\u007f';
const skip = skipUnless(!namespaceMissing && has('netstat'), namespaceMissing ?? 'no netstat to compare with');

/** Names of processes and sockets that hold the bytes terminals obey. */
describe('names with control bytes', { skip }, () => {
  let world: World;
  const bench = new Bench();
  before(async () => {
    world = await World.start('--control');
  });
  after(async () => {
    bench.end();
    await world.stop();
  });

  for (const line of ['-tlnp', '-xanp', '-xl', '-anp']) {
    it(`go into a file as netstat writes them: ${line}`, () => {
      const { netstat } = bench.assertSame([line], BOTH_SOURCES);
      assert.ok(netstat.stdout.includes(`${ESCAPE}[`), 'there are such names');
    });
  }

  it('go into a pipe as netstat writes them', () => {
    const [netstat, ours] = ['netstat', `'${process.execPath}' '${COMMAND}'`].map((program, i) => {
      const file = join(bench.directory, `pipe.${i}`);
      spawnSync('sh', ['-c', `${program} -tlxnp 2>/dev/null | cat > '${file}'`], {
        stdio: 'ignore',
        env: { ...process.env, LC_ALL: 'C' },
      });
      return readFileSync(file, 'latin1');
    });
    assert.ok(netstat?.includes(`${ESCAPE}[31m`));
    assert.equal(ours, netstat);
  });

  it('never reach a terminal', { skip: skipUnless(has('script'), 'no script(1) to make a terminal') }, () => {
    const file = join(bench.directory, 'typescript');
    const command = `'${process.execPath}' '${COMMAND}' -tlxnp`;
    spawnSync('script', ['-qefc', command, file], { stdio: 'ignore' });
    const text = readFileSync(file, 'latin1').split('\n').slice(1, -2).join('\n');
    assert.match(text, /\d+\/\?\[31mred\?\[0m/);
    assert.match(text, /@\?\[31mred\?\[0m\?/);
    // The terminal itself makes \r\n of each \n.
    const control = [...text].filter((byte) => byte < ' ' || byte === DELETE);
    assert.deepEqual(new Set(control), new Set(['\r', '\n']));
  });
});
