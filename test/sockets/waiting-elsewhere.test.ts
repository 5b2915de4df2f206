import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { snapshot } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { line } from '../support/net-unix-lines.ts';
import { skipUnless } from '../support/skip.ts';

const skip = skipUnless(!namespaceMissing, namespaceMissing ?? '');
const COUNT = 30;
/** Of a connection that waits for its listener, and whose client is there. */
const REFERENCES = 3;

/** Connections of this network namespace that wait for listeners of these names in another one. */
class World {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sockdiag-'));
  readonly #process: ChildProcess;

  constructor(names: readonly string[]) {
    const args = [packageFile('test/world/elsewhere.py'), this.#folder, `${COUNT}`, ...names];
    this.#process = spawn('python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  async ready(): Promise<void> {
    await once(this.#process.stdout as NodeJS.ReadableStream, 'data');
  }

  async end(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.stdin?.end();
    await ended;
    rmSync(this.#folder, { recursive: true });
  }
}

describe('connections that wait for listeners in another network namespace', { skip }, () => {
  let world: World;
  afterEach(() => world.end());

  async function unaccepted(...names: string[]) {
    world = new World(names);
    await world.ready();
    const table = await snapshot({ protocols: ['unix'], procFields: ['unix'] });
    return { table, waiting: [...table].filter(({ inode }) => inode === 0) };
  }

  it('are all there, and those of another namespace that wait for a listener here are not', async () => {
    const { table, waiting } = await unaccepted('x', 'elsewhere.sock');
    const count = (name: string) => waiting.filter(({ path }) => path === name).length;
    assert.deepEqual([count('x'), count('elsewhere.sock'), count('here')], [COUNT, COUNT, 2]);
    assert.equal(table.report.unconfirmed, 0);
    assert.ok(waiting.every(({ state, type }) => state === 'SYN_SENT' && type === 'stream'));
  });

  const forged = {
    'one on its way': line(0, '', '00000000 0000 04', 153),
    'one that waits here': line(0, 'here', '00000000 0001 02', 153),
    'one that waits here, with as many references': line(0, 'here', '00000000 0001 02', REFERENCES),
    'one that waits elsewhere': line(0, 'other', '00000000 0001 02', REFERENCES),
    'a socket': line(31337, 'other'),
  };
  for (const [what, text] of Object.entries(forged)) {
    it(`forge none by the listener's name: ${what}`, async () => {
      const { table, waiting } = await unaccepted(`here\n${text.trimEnd()}`);
      // Some of them are as doubtful as what the name holds.
      assert.ok(waiting.length > COUNT / 2 && waiting.length <= COUNT + 2, `${waiting.length}`);
      assert.ok(waiting.every(({ state, path }) => state === 'SYN_SENT' && path === 'here'));
      assert.ok(waiting.every(({ refCount }) => refCount === REFERENCES));
      assert.ok([...table].every(({ inode }) => inode !== 31337));
      assert.equal(waiting.length + (table.report.unconfirmed as number), COUNT + 2 + COUNT);
    });
  }
});
