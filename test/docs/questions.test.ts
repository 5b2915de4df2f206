import '../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';
import { COMMAND, has, run } from '../support/command.ts';
import { namespaceMissing } from '../support/in-namespace.ts';
import { skipUnless } from '../support/skip.ts';

interface Recorded {
  command: string;
  lines: readonly string[];
}

const read = (name: string) => readFileSync(packageFile(name), 'utf8');

/** Every command in a block of code, with the lines it printed. */
function recordedIn(text: string): Recorded[] {
  const blocks = [...text.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block.split(/^\$ /m).flatMap((part) => {
      const [command = '', ...lines] = part.trimEnd().split('\n');
      return command === '' ? [] : [{ command, lines }];
    }),
  );
}

/** What is another number in each world and at each moment. */
const MOVING: readonly [RegExp, string][] = [
  [/\b\d+\/(?=[a-z])/g, 'PID/'],
  [/pid=\d+,fd=\d+/g, 'pid=PID,fd=FD'],
  [/(10\.0\.0\.1):\d{5}/g, '$1:PORT'],
  [/\d+(\.\d+)?(us|ms)\b/g, 'TIME'],
  [/\d+(\.\d+)?[kM]?B\/s/g, 'RATE'],
  [/^\d{3,} /, 'BYTES '],
  [/retrans:\d+\/\d+/, 'retrans:N'],
  [/\(\d+\.\d+\/\d+\/\d+\)/, '(TIMER)'],
  [/(10\.3\.0\.9:873) \d+ (?=TIME)/, '$1 N '],
];

const still = (line: string) =>
  MOVING.reduce((text, [what, word]) => text.replace(what, word), line.trim().replace(/ +/g, ' '));

const QUESTIONS = recordedIn(read('docs/questions.md'));
const OURS = QUESTIONS.filter(({ command }) => command.startsWith('sockdiag'));
const NFT = has('nft') || existsSync('/usr/sbin/nft');
const missing =
  namespaceMissing ??
  (NFT ? ['ss', 'netstat', 'lsof', 'awk', 'ip'].find((name) => !has(name)) : 'nft') ??
  (process.geteuid?.() === 0 ? undefined : 'the right to name processes and to drop packets');

describe('the five questions', { skip: skipUnless(missing === undefined, missing ?? '') }, () => {
  const world = spawn('python3', [packageFile('test/world/incident.py')], { stdio: ['pipe', 'pipe', 'inherit'] });

  before(async () => {
    const [line] = await Promise.race([once(world.stdout, 'data'), once(world, 'exit').then(() => ['it ended'])]);
    assert.match(String(line), /^ready/);
  });

  after(async () => {
    world.stdin.end();
    if (world.exitCode === null) await once(world, 'exit');
  });

  it('are five, and as many others are asked beside them as there are that have an answer', () => {
    assert.deepEqual([OURS.length, QUESTIONS.length], [5, 15]);
  });

  for (const { command, lines } of QUESTIONS) {
    it(`are answered as recorded by ${command}`, () => {
      const script = `sockdiag() { '${process.execPath}' '${COMMAND}' "$@"; }; set -o pipefail; ${command}`;
      const { code, stdout, stderr } = run('bash', ['-c', script]);
      assert.deepEqual([code, stderr.replace(/^\(No info.*\n/, '')], [0, '']);
      assert.deepEqual(stdout.trimEnd().split('\n').map(still), lines.map(still));
    });
  }

  it('stand on the first screen of the README as they are recorded', () => {
    const readme = read('README.md');
    const shown = recordedIn(readme.split('\n').slice(0, FIRST_SCREEN).join('\n'));
    const answers = new Map(OURS.map(({ command, lines }) => [command, lines]));
    assert.equal(shown.length, OURS.length);
    for (const { command, lines } of shown) assert.deepEqual(lines, answers.get(command), command);
  });
});

const FIRST_SCREEN = 50;
