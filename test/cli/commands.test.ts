import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { getopt } from '../../src/cli/command-line/getopt.ts';
import { parseOptions } from '../../src/cli/command-line/parse.ts';
import { COMMANDS, type CommandRun, checkRefused, commandIn, optionsOf } from '../../src/cli/commands.ts';
import { EXIT_USAGE, Exit } from '../../src/cli/exit.ts';
import type { AnyOption } from '../../src/cli/options/spec.ts';
import { COMMAND_WORDS } from '../../src/cli/options/spec.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';
import { packageFile } from '../../src/package-root.ts';

function asked(line: string): CommandRun {
  const command = parseOptions(line.split(' ').filter(Boolean));
  assert.ok(command.kind !== 'list' && command.kind !== 'help' && command.kind !== 'version');
  return command;
}

describe('COMMANDS', () => {
  it('has words that are no option, and one line of what each does', () => {
    for (const word of COMMAND_WORDS) {
      assert.match(word, /^[a-z]{2,}$/);
      assert.match(COMMANDS[word].summary, /^[^\n.]{10,50}$/);
      assert.match(COMMANDS[word].description, /^[A-Z][^\n]*\.$/);
    }
  });

  it("has own options that are not netstat's, by no name twice, and each with what it does", () => {
    for (const word of COMMAND_WORDS) {
      const { own } = optionsOf(word);
      for (const { long, short, extra, group, help } of own) {
        assert.ok(long && help && extra && group === 'own', long);
        assert.ok(!OPTIONS.some((option) => option.long === long || (short && option.short === short)), long);
      }
      assert.equal(new Set(own.map(({ long }) => long)).size, own.length);
    }
  });

  it('has settings of its own for every run', () => {
    for (const word of COMMAND_WORDS) {
      const first = COMMANDS[word].newSettings();
      first.families.push('inet');
      first.legacyFamilies.add('ipx');
      const { families, legacyFamilies } = COMMANDS[word].newSettings();
      assert.deepEqual([families, [...legacyFamilies]], [[], []]);
    }
  });

  it('has three to five examples of each, which it takes and in which every option has an effect', () => {
    for (const word of COMMAND_WORDS) {
      const { shared, own } = optionsOf(word);
      const { examples } = COMMANDS[word];
      assert.ok(examples.length >= 3 && examples.length <= 5, word);
      for (const { line } of examples) {
        const [name, ...args] = line.split(' ');
        assert.deepEqual([name, args[0], parseOptions(args).kind], ['sockdiag', word, word], line);
        const options: readonly AnyOption[] = [...getopt<AnyOption>(args, [...OPTIONS, ...own])].map(
          ({ option }) => option,
        );
        for (const option of options)
          assert.ok(shared.includes(option) || own.includes(option), `${line}: ${option.long}`);
      }
    }
  });

  it('opens what the command runs', async () => {
    for (const word of COMMAND_WORDS) assert.equal(typeof (await COMMANDS[word].open()), 'function');
  });

  it('loads nothing of what a command runs before it is opened', () => {
    const source = readFileSync(packageFile('src/cli/commands.ts'), 'utf8');
    const early = [...source.matchAll(/^import .* from '(.*)';$/gm)].map(([, path]) => path as string);
    assert.deepEqual(
      early.filter((path) => !/^\.\/(exit|options\/[\w-]+)\.ts$/.test(path)),
      [],
    );
  });
});

describe('commandIn', () => {
  it('is the first word, and nothing else', () => {
    for (const word of COMMAND_WORDS) {
      assert.equal(commandIn([word, '-t']), word);
      for (const args of [['-t', word], ['--', word], [word.toUpperCase()], [`${word} `], [`--${word}`]])
        assert.equal(commandIn(args), undefined, args.join(' '));
    }
    for (const args of [[], [''], ['constructor'], ['toString'], ['__proto__']])
      assert.equal(commandIn(args), undefined);
  });
});

describe('checkRefused', () => {
  for (const line of [
    ...['-r', '-i', '-s', '-M', '-g', '-2', '-f', '--bluetooth', '-A ipx', '--ax25'],
    ...['--replay x --record y', '--replay x --for 1'],
  ]) {
    it(`refuses ${line}`, () =>
      assert.throws(
        () => checkRefused(asked(`events ${line}`)),
        (error) =>
          error instanceof Exit && error.code === EXIT_USAGE && /^sockdiag: events: [^\n]+$/.test(error.message),
      ));
  }

  for (const word of COMMAND_WORDS) {
    it(`refuses no option that has an effect with ${word}, nor a word of its argument`, () => {
      const { shared, own } = optionsOf(word);
      const { operand } = COMMANDS[word];
      const line = operand ? `${word} ${operand.argument.words?.[0] ?? '8080'}` : word;
      for (const { long, argument } of [...shared, ...own]) {
        const values = argument ? (argument.wordsWith?.[word] ?? argument.words ?? ['1']) : [undefined];
        for (const value of values) {
          checkRefused(asked(`${line} --${long}${value === undefined ? '' : ` ${value}`}`));
        }
      }
    });
  }

  for (const options of ['-r', '-i', '-s', '-g', '-o', '-e', '-2', '-f', '--bluetooth', '-A ipx', '--ax25']) {
    it(`refuses ls ${options}`, () =>
      assert.throws(
        () => checkRefused(asked(`ls ${options}`)),
        (error) => error instanceof Exit && error.code === EXIT_USAGE && /^sockdiag: ls: [^\n]+$/.test(error.message),
      ));
  }

  it('takes what is for ls, and what changes nothing', () => {
    for (const line of ['', '-tulnpaWvc', '-xw4', '--sort -recv-q,process --top 5', '--columns +rtt --info --stamp']) {
      checkRefused(asked(`ls ${line}`));
    }
  });

  it('takes what is for events, and what changes nothing', () => {
    for (const line of ['', '-tulnpaeoWvc', '-A ash', '--replay x --count 1', '--record x --for 1 --json']) {
      checkRefused(asked(`events ${line}`));
    }
  });
});
