import type { OptionArgument } from '../../src/cli/options/spec.ts';
import {
  isMode,
  namesOf,
  type Offered,
  type OfferedCommand,
  offeredCommands,
  offeredOptions,
  offeredWithArgument,
} from './offered.ts';
import { offeredFields } from './offered-fields.ts';

/** The completion of fish. */
export function fishCompletion(): string {
  const options = offeredOptions();
  const modes = options.filter(({ option }) => isMode(option));
  const given = modes.flatMap(({ option }) => [`-s ${option.short}`, option.long]).join(' ');
  const { all, data } = offeredFields();
  const letters = offeredWithArgument().flatMap(({ option }) => option.short ?? []);
  return `# fish completion of sockdiag. Made from the option table by \`npm run docs\`.

# What a list may go on with: each of the words once, after those that are there.
function __sockdiag_list
    set -l list (commandline -ct | string replace -r '^(--[^=]*=|-[^-${letters.join('')}]*[${letters.join('')}])' '')
    set -l before (string replace -r '[^,]*$' '' -- $list)
    for word in $argv
        contains -- $word (string split , -- $before)
        or echo $before$word
    end
end

# The same of fields, before each of which a + or - may stand.
function __sockdiag_fields
    set -l list (commandline -ct | string replace -r '^--[^=]*=' '')
    set -l before (string replace -r '[^,]*$' '' -- $list)
    set -l sign (string match -r '^[+-]' -- (string replace -r '^.*,' '' -- $list))
    set -l fields ${data.join(' ')}
    __sockdiag_command ls
    and set fields ${all.join(' ')}
    for word in $fields
        contains -- $word (string split , -- $before | string replace -r '^[+-]' '')
        or echo "$before$sign$word"
    end
end

# Whether the word is an argument of --sort. To fish all that begins with a - is an option.
function __sockdiag_sorts
    set -l words (commandline -opc)
    test "$words[-1]" = --sort
    and string match -q -- '-*' (commandline -ct)
end

# Whether the first word is one of these.
function __sockdiag_command
    set -l words (commandline -opc)
    contains -- "$words[2]" $argv
end

complete -c sockdiag -f
${options.map((offered) => lineOf(offered, conditionOf(offered, given))).join('\n')}
${offeredCommands().flatMap(commandLines).join('\n')}
complete -c sockdiag -n '__sockdiag_command ls; and __sockdiag_sorts' -a '(__sockdiag_fields)'
`;
}

/** Where an option of the listing is offered. @param given - the options of modes */
function conditionOf({ option }: Offered, given: string): string {
  const without = offeredCommands().filter(({ options }) => !options.some((offered) => offered.option === option));
  return [
    ...(without.length > 0 ? [`not __sockdiag_command ${without.map(({ word }) => word).join(' ')}`] : []),
    ...(isMode(option) ? [`not __fish_contains_opt ${given}`] : []),
  ].join('; and ');
}

function commandLines({ word, summary, options, operands }: OfferedCommand): string[] {
  const listed = new Set(offeredOptions().map(({ option }) => option));
  return [
    `complete -c sockdiag -n 'test (count (commandline -opc)) -eq 1' -a ${word} -d ${quote(summary)}`,
    ...(operands.length > 0
      ? [
          `complete -c sockdiag -n '__sockdiag_command ${word}; and test (count (commandline -opc)) -eq 2' -a '${operands.join(' ')}'`,
        ]
      : []),
    ...options
      .filter(({ option }) => !listed.has(option))
      .map((offered) => lineOf(offered, `__sockdiag_command ${word}`)),
  ];
}

/** @param condition - under which it is offered; empty for always */
function lineOf({ option, help }: Offered, condition: string): string {
  const names = namesOf(option).map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const words = [
    ...names,
    ...(condition ? [`-n ${quote(condition)}`] : []),
    ...(option.argument ? [argumentOf(option.argument)] : []),
    `-d ${quote(help)}`,
  ];
  return `complete -c sockdiag ${words.join(' ')}`;
}

function argumentOf({ words, list, fields, folder, file }: OptionArgument): string {
  if (fields) return "-x -a '(__sockdiag_fields)'";
  if (file) return '-r -F';
  if (folder) return "-x -a '(__fish_complete_directories)'";
  if (!words) return '-x';
  return `-x -a '${list ? `(__sockdiag_list ${words.join(' ')})` : words.join(' ')}'`;
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
