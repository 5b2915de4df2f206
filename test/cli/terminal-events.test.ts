import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { toChangeJSON } from '../../src/index.ts';
import { recordStart } from '../../src/recording/record-start.ts';
import { momentOf, SYSTEM_CLOCK } from '../../src/watch/changes/clock.ts';
import { change, owner, UNIX } from '../support/changes.ts';
import { sockdiag } from '../support/command.ts';
import { assertSeen, CODE_POINTS } from '../support/hostile.ts';
import { sockdiagOnTerminal } from '../support/on-terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'sockdiag-terminal-events-'));
after(() => rmSync(folder, { recursive: true }));

const CHARACTERS = CODE_POINTS.map((code) => String.fromCodePoint(code));

describe('events at a terminal', () => {
  const record = join(folder, 'record');
  const changes = CHARACTERS.flatMap((character) => [
    change('opened', { ...UNIX, path: `/a${character}b`, owners: [owner(7, `o${character}p`)] }),
    change('owner', { ...UNIX, path: `/a${character}b` }, { previousOwners: [owner(7, `o${character}p`)] }),
  ]);
  const start = recordStart({ protocols: ['unix'] }, { ends: {}, scan: {} } as never, momentOf(SYSTEM_CLOCK));
  // Not by jsonLine(): whoever made the record need not have escaped anything.
  writeFileSync(record, start + changes.map((each) => `${JSON.stringify(toChangeJSON(each))}\n`).join(''));
  const events = (...options: string[]) =>
    sockdiagOnTerminal(['events', '--replay', record, ...options], 'stdout', { TERM: 'xterm', NO_COLOR: '' });

  it('show a name by what can be seen of it, a line a change', () => {
    const shown = events('-xpWe');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the command's own colours
    const plain = shown.replace(/^(\S+) \x1b\[\d+m(.)\x1b\[0m /gm, '$1 $2 ');
    assertSeen(plain, 'events');
    assert.equal(plain.split('\n').length, changes.length + 1);
    assert.match(plain, /\/a\?b .* 7\/o\?p/);
    assert.ok(shown.includes(' \x1b[32m+\x1b[0m '));
  });

  it('escape them in JSON', () => {
    const shown = events('-x', '--json');
    assertSeen(shown, 'events --json');
    const paths = shown
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).socket.path);
    assert.deepEqual([...new Set(paths)].length, CHARACTERS.length);
  });
});

describe('an error at a terminal', () => {
  // An argument has no NUL.
  const words = CHARACTERS.filter((character) => character !== '\0').join('x');
  for (const args of [
    ['-t', '--procfs', `/no${words}`],
    ['-tA', words],
    [`-${words}`],
    [`--${words}`],
    [`--tcp=${words}`],
    ['--source', words],
    ['--owners', words],
    ['--interval', words],
    ['--all-present', words],
    ['--json', '--columns', words],
    ['events', '--count', words],
    ['events', '--for', words],
    ['events', `--${words}`],
    ['events', '--replay', `${folder}/${words}`],
    ['events', '--record', `${folder}/no/${words}`],
    ['-rA', words],
    [`event${words}`, '-i', '-r'],
  ]) {
    const line = args.map((arg) => arg.replace(words, '…')).join(' ');
    it(`names what is wrong by what can be seen of it: ${line}`, () => {
      const shown = sockdiagOnTerminal(args, 'stdout stderr');
      assert.ok(shown.length > 0);
      assertSeen(shown, line);
    });

    it(`is as many lines in a pipe: ${line}`, () => {
      const { stdout, stderr } = sockdiag(args);
      const lines = (text: string) => text.split('\n').length;
      assert.equal(lines(stderr), lines(sockdiagOnTerminal(args, 'stderr')));
      assert.equal(stdout, '');
    });
  }
});
