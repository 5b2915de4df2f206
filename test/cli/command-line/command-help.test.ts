import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandHelp } from '../../../src/cli/command-line/command-help.ts';
import { COMMANDS, optionsOf } from '../../../src/cli/commands.ts';
import { COMMAND_WORDS } from '../../../src/cli/options/spec.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import { sockdiag } from '../../support/command.ts';

for (const word of COMMAND_WORDS) {
  describe(`the help of sockdiag ${word}`, () => {
    const lines = commandHelp(word).split('\n');
    const text = lines.map((line) => line.trim()).join(' ');
    const { shared, own } = optionsOf(word);
    const shown = [...shared, ...own].filter(({ hidden }) => !hidden);

    it('is printed by -h and --help, also behind other options, and ends well', () => {
      const expected = { code: 0, stdout: commandHelp(word), stderr: '' };
      for (const args of [['-h'], ['--help'], ['-t', '--he'], ['--help', '--nonsense']])
        assert.deepEqual(sockdiag([word, ...args]), expected, args.join(' '));
    });

    it('fits a terminal of 80 columns, has no blanks at the ends of lines and ends in one newline', () => {
      for (const line of lines) assert.ok(line.length <= 80, line);
      assert.doesNotMatch(commandHelp(word), / $/m);
      assert.match(commandHelp(word), /[^\n]\n$/);
    });

    it('begins with how it is asked for, and what it does', () => {
      const { argument, optional } = COMMANDS[word].operand ?? {};
      const operand = optional ? undefined : argument?.name;
      const letters = [...shown].some(({ short }) => short && short !== 'h');
      const words = ['usage: sockdiag', word, ...(operand ? [operand] : [])].join(' ');
      assert.match(lines[0] as string, new RegExp(`^${words}${letters ? ' \\[-' : '$'}`));
      if (optional) assert.ok(lines[0]?.endsWith(` [${argument?.name}]`));
      assert.ok(text.includes(` ${COMMANDS[word].description} `));
    });

    for (const { short, long, argument, help, helpWith } of shown) {
      it(`has one line for --${long}`, () => {
        const start = `${short ? `  -${short}, ` : '      '}--${long}${argument ? ` ${argument.name}` : ''}  `;
        assert.equal(lines.filter((line) => line.startsWith(start)).length, 1);
        assert.ok(
          text.includes(`--${long}`) && text.includes(` ${helpWith?.[word] ?? help}`),
          'it says what the option does',
        );
      });
    }

    it('has no option without effect but itself', () => {
      const others = OPTIONS.filter((option) => !shown.includes(option) && option.long !== 'help');
      const names = lines.map((line) => /^ {2}(?:-\S, | {4})--([\w-]+)/.exec(line)?.[1]);
      assert.deepEqual(
        others.filter(({ long, hidden }) => !hidden && names.includes(long)),
        [],
      );
    });

    it('has the examples, each with what it is for in the same line', () => {
      for (const { line, what } of COMMANDS[word].examples)
        assert.ok(
          lines.some((shownLine) => shownLine.startsWith(`  ${line}  `) && shownLine.endsWith(`  ${what}`)),
          line,
        );
    });
  });

  describe(`misuse of sockdiag ${word}`, () => {
    it('is said with where the help is, in place of the whole help of netstat', () => {
      for (const [option, message] of [
        ['--nonsense', "unrecognized option '--nonsense'"],
        ['-Q', "invalid option -- 'Q'"],
        ['-A', "option requires an argument -- 'A'"],
      ] as const) {
        const stderr = `sockdiag: ${message}\nsockdiag: see 'sockdiag ${word} --help'\n`;
        assert.deepEqual(sockdiag([word, option]), { code: 3, stdout: '', stderr }, option);
      }
      assert.deepEqual(sockdiag([word, '-?']), {
        code: 3,
        stdout: '',
        stderr: `sockdiag: see 'sockdiag ${word} --help'\n`,
      });
    });
  });
}
