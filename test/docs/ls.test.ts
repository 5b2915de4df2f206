import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { ByHand } from '../support/by-hand.ts';
import { COMMAND, run } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

const TEXT = readFileSync(packageFile('docs/ls.md'), 'utf8');

/** What was typed, and the first line of what it printed. */
const RECORDED = [...TEXT.matchAll(/^```\n\$ sockdiag (ls .*?)(?: +#.*)?\n(.*)\n/gm)].map(
  ([, line = '', heading = '']) => [line, heading] as const,
);

const words = (line: string) => line.trim().split(/ +/).join(' ');

describe('docs/ls.md', { skip: skipUnless(!namespaceMissing, namespaceMissing ?? '') }, () => {
  let world: ByHand;
  before(async () => {
    world = new ByHand();
    await world.run('server = listen(443)', 'pair = connect(server)');
  });
  after(() => world.stop());

  it('has recorded output of what ls can do', () => {
    for (const option of ['--sort', '--top', '--columns', '--info', '--memory', '--rates', '--interval', '--by'])
      assert.ok(
        RECORDED.some(([line]) => line.includes(`${option} `)),
        option,
      );
  });

  it('shows the headings that are printed today', () => {
    for (const [line, heading] of RECORDED) {
      const [typed = '', cut] = line.split(' | ');
      const { stdout, stderr } = run('bash', ['-c', `"$0" "$1" ${typed}`, process.execPath, COMMAND]);
      const [printed = ''] = stdout.split('\n');
      assert.equal(stderr, '', line);
      if (cut === undefined) assert.equal(words(printed), words(heading), line);
      else assert.ok(words(printed).startsWith(words(heading)), line);
    }
  });
});
