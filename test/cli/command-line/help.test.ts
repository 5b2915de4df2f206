import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { helpText } from '../../../src/cli/command-line/help.ts';
import { COMMANDS, optionsOf } from '../../../src/cli/commands.ts';
import { FAMILY_NAMES } from '../../../src/cli/options/families.ts';
import { COMMAND_WORDS } from '../../../src/cli/options/spec.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import { SOURCES } from '../../../src/kernel/source-choice.ts';
import { OWNER_METHODS } from '../../../src/sockets/query.ts';

describe('helpText', () => {
  const lines = helpText().split('\n');
  /** The names an option's line begins with; none for other lines. */
  const namesIn = (line: string) =>
    (/^ {2}(.+?)(?: {2,}|$)/.exec(line.replace(/^ {6}--/, '  --'))?.[1] ?? '').split(/[\s,]+/);
  const isHelpOf = (line: string, name: string) => namesIn(line).includes(name);

  for (const { short, long, argument, help, hidden } of OPTIONS) {
    const name = long ? `--${long}` : `-${short}`;
    if (hidden) {
      // Another entry of the same name may be the one that is shown.
      if (OPTIONS.some((option) => option.long === long && !option.hidden)) continue;
      it(`leaves ${name} out`, () => assert.ok(!lines.some((line) => isHelpOf(line, name))));
      continue;
    }
    it(`has one line for ${name}`, () => {
      const [line, ...others] = lines.filter((text) => isHelpOf(text, name));
      assert.ok(line);
      assert.deepEqual(others, []);
      assert.ok(help && line.endsWith(` ${help}${argument?.list ? ':' : ''}`), 'it says what the option does');
      if (short) assert.ok(line.startsWith(`  -${short}, `));
      if (argument) assert.ok(line.includes(`${name} ${argument.name} `));
    });
  }

  it('has a line of usage for every view, with the letters that mean something there', () => {
    const end = lines.indexOf('');
    assert.deepEqual(lines.slice(0, end), [
      'usage: sockdiag [-246aceflnopStuUvwWxZ] [-A LIST] [--option ...]',
      '       sockdiag COMMAND [--option ...]',
      '       sockdiag -i [-acenv] [--option ...]',
      '       sockdiag -r [-46cCeFnv] [-A LIST] [--option ...]',
      '       sockdiag -M [-cenv] [--option ...]',
      '       sockdiag -s [-46StuUvw] [-A LIST] [--option ...]',
      '       sockdiag -g [-46cnv] [-A LIST] [--option ...]',
      '       sockdiag -h | -V',
    ]);
  });

  it('has every command with what it does, and says where more is said of it', () => {
    for (const word of COMMAND_WORDS) {
      assert.ok(lines.includes(`  ${word.padEnd(22)}  ${COMMANDS[word].summary}`), word);
      assert.ok(!optionsOf(word).own.some(({ long }) => lines.some((line) => isHelpOf(line, `--${long}`))), word);
    }
    assert.ok(lines.includes(`Commands, each with a help of its own (sockdiag ${COMMAND_WORDS[0]} --help):`));
  });

  it('has the words of arguments that are one or more of a few', () => {
    const text = lines.map((line) => line.trim()).join(' ');
    assert.ok(text.includes(`--ax25: ${FAMILY_NAMES.join(' ')} `));
    for (const word of [...SOURCES, ...OWNER_METHODS]) assert.match(text, new RegExp(`\\b${word}\\b`));
  });

  it('fits a terminal of 100 columns, has no blanks at the ends of lines and ends in one newline', () => {
    for (const line of lines) assert.ok(line.length <= 100, line);
    assert.doesNotMatch(helpText(), / $/m);
    assert.match(helpText(), /[^\n]\n$/);
  });
});

describe('OPTIONS', () => {
  it('has no name twice, but for --unix, which netstat lists twice among its candidates', () => {
    const names = OPTIONS.flatMap(({ short, long }) => [
      ...(short ? [`-${short}`] : []),
      ...(long ? [`--${long}`] : []),
    ]);
    assert.deepEqual(
      names.filter((name, i) => names.indexOf(name) !== i),
      ['--unix'],
    );
  });

  it('has a short name of one character everywhere', () => {
    for (const { short } of OPTIONS) assert.equal(short?.length ?? 1, 1);
  });

  it('says of every option of the help what it does, and of every one but -h and -V for which view', () => {
    for (const { short, long, hidden, help, views, opens } of OPTIONS) {
      const name = long ?? short;
      if (!hidden) assert.ok(help && long, name);
      if (help) assert.equal(views !== undefined || opens !== undefined, name !== 'help' && name !== 'version', name);
    }
  });
});
