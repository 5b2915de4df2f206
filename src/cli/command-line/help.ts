import { COMMANDS } from '../commands.ts';
import type { AnyOption } from '../options/spec.ts';
import { COMMAND_WORDS } from '../options/spec.ts';
import { OPTIONS } from '../options/table.ts';
import { OPTION_GROUPS } from './option-groups.ts';
import { hung, optionLines } from './option-lines.ts';
import { usageLine, usages } from './usages.ts';

/** Options under a title. */
export interface OptionSection {
  title: string;
  options: readonly AnyOption[];
}

/** All options of listings, as help and man page have them. */
export function optionSections(): OptionSection[] {
  return OPTION_GROUPS.map(({ group, title }) => {
    return { title, options: OPTIONS.filter((option) => option.group === group && !option.hidden) };
  }).filter(({ options }) => options.length > 0);
}

const WIDTH = 100;

/** The help, made from the tables of options and commands. */
export function helpText(): string {
  const commands = COMMAND_WORDS.map((word) => hung(`  ${word}`, COMMANDS[word].summary, WIDTH));
  const sections = optionSections().map(({ title, options }) => {
    return `${title}:\n${options.map((option) => optionLines(option, WIDTH)).join('')}`;
  });
  return [
    usageText(),
    INTRODUCTION,
    `Commands, each with a help of its own (sockdiag ${COMMAND_WORDS[0]} --help):\n${commands.join('')}`,
    ...sections,
    END,
  ].join('\n');
}

const INTRODUCTION = `Lists the sockets, routes, interfaces and counters of this machine as netstat does.
Without options: TCP, UDP, raw and UNIX sockets that do not listen.
`;

const END = `A long name may be cut short while it stays the only one. sockdiag(8) says all of it.
`;

function usageText(): string {
  const [sockets, ...others] = usages()
    .filter(({ word }) => word === undefined)
    .map(usageLine);
  const lines = [sockets, 'sockdiag COMMAND [--option ...]', ...others, 'sockdiag -h | -V'];
  return `usage: ${lines.join('\n       ')}\n`;
}
