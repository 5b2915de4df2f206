import { COMMANDS, optionsOf } from '../commands.ts';
import { help } from '../options/other.ts';
import type { CommandWord } from '../options/spec.ts';
import { OPTION_GROUPS } from './option-groups.ts';
import { hung, optionLines, wrapped } from './option-lines.ts';
import { commandUsage, usageLine } from './usages.ts';

const WIDTH = 80;

/** The help of one command: the options that have an effect with it, and examples. */
export function commandHelp(word: CommandWord): string {
  const { description } = COMMANDS[word];
  return [
    `usage: ${usageLine(commandUsage(word))}\n`,
    `${wrapped(description, WIDTH).join('\n')}\n`,
    ...sections(word),
    examples(word),
    ...(COMMANDS[word].operand && !COMMANDS[word].operand.optional ? [] : [END]),
  ].join('\n');
}

const END = `Other options of netstat change nothing here, or are refused. sockdiag(8) says
all of it.
`;

function sections(word: CommandWord): string[] {
  const { shared, own } = optionsOf(word);
  const options = [...own, ...shared, help].filter(({ hidden }) => !hidden);
  return OPTION_GROUPS.flatMap(({ group, title, ofCommand = title }) => {
    const lines = options
      .filter((option) => option.group === group)
      .map((option) => optionLines(option, WIDTH, option.helpWith?.[word]));
    return lines.length === 0 ? [] : [`${ofCommand}:\n${lines.join('')}`];
  });
}

function examples(word: CommandWord): string {
  const { examples } = COMMANDS[word];
  const column = Math.max(...examples.map(({ line }) => line.length)) + 4;
  return `Examples:\n${examples.map(({ line, what }) => hung(`  ${line}`, what, WIDTH, column)).join('')}`;
}
