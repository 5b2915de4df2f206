import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { ignoredWordLine } from '../../../src/cli/command-line/ignored-word.ts';
import { EXIT_USAGE } from '../../../src/cli/exit.ts';
import { COMMAND_WORDS } from '../../../src/cli/options/spec.ts';
import { has, run, sockdiag } from '../../support/command.ts';
import { RunningCommand } from '../../support/running-command.ts';
import { skipUnless } from '../../support/skip.ts';

const lineOf = (word: string, meant: string) =>
  `sockdiag: '${word}' is ignored, as netstat ignores it: did you mean 'sockdiag ${meant}'?`;

describe('ignoredWordLine', () => {
  for (const [word, meant] of [
    ['evnets', 'events'],
    ['event', 'events'],
    ['Events', 'events'],
    ['EVENTS', 'events'],
    ['evens', 'events'],
    ['vents', 'events'],
    ['help', '--help'],
    ['Help', '--help'],
    ['version', '--version'],
  ] as const) {
    it(`says of ${word} that ${meant} was probably meant`, () =>
      assert.equal(ignoredWordLine([word, '-t']), lineOf(word, meant)));
  }

  it('says nothing of other words, of short ones that are two changes away, and where there is none', () => {
    for (const word of [
      'foo',
      'even',
      'hello',
      'helper',
      'versions',
      'tcp',
      'seven',
      '',
      'constructor',
      'event\ns',
      'event\x1b',
    ]) {
      assert.equal(ignoredWordLine([word]), undefined, word);
    }
    assert.equal(ignoredWordLine([]), undefined);
  });

  it('says nothing of options, and of no word but the first', () => {
    for (const args of [['-'], ['--', 'evnets'], ['-t', 'evnets'], ['--evnets'], ['-evnets'], ['foo', 'help']])
      assert.equal(ignoredWordLine(args), undefined, args.join(' '));
  });

  it('says nothing of no change at all: a command is no ignored word', () => {
    for (const word of COMMAND_WORDS) assert.deepEqual(sockdiag([word, '-V']).stderr, '');
  });
});

describe('a word before a listing', () => {
  const server = createServer();
  before(() => once(server.listen(0), 'listening'));
  after(() => server.close());

  for (const [word, meant] of [
    ['evnets', 'events'],
    ['help', '--help'],
    ['version', '--version'],
  ] as const) {
    it(`changes nothing of what is listed, as in netstat: ${word}`, () => {
      for (const options of [['-tan'], ['-rn'], ['-r', '-i']]) {
        const { code, stdout } = sockdiag(options);
        const { stderr, ...listed } = sockdiag([word, ...options]);
        assert.deepEqual(listed, { code, stdout });
        // Misuse has its usage alone.
        assert.equal(stderr.startsWith(`${lineOf(word, meant)}\n`), code !== EXIT_USAGE);
      }
    });

    it(`lists the bytes of netstat ${word}`, { skip: skipUnless(has('netstat'), 'netstat is not installed') }, () => {
      const { code, stdout } = run('netstat', [word, '-tuan']);
      assert.match(stdout, / LISTEN /);
      assert.deepEqual(sockdiag([word, '-tuan']), { code, stdout, stderr: `${lineOf(word, meant)}\n` });
    });
  }

  it('is said of once, however often is listed', async () => {
    const command = new RunningCommand(['evnets', '-tn', '--interval', '0.05']);
    await command.until((lines) => lines.filter((line) => line.startsWith('Active')).length >= 3);
    await command.end('SIGTERM');
    assert.equal(command.stderr, `${lineOf('evnets', 'events')}\n`);
  });

  it('is not said of where the options ask for a text, or are misused', () => {
    assert.deepEqual(sockdiag(['evnets', '-h']), sockdiag(['-h']));
    assert.deepEqual(sockdiag(['help', '-V']), sockdiag(['-V']));
    assert.deepEqual(sockdiag(['evnets', '--all-present']), sockdiag(['--all-present']));
  });
});
