import { EVENTS } from '../../src/cli/options/parse.ts';
import type { OptionArgument } from '../../src/cli/options/spec.ts';
import { EVENTS_HELP, isMode, namesOf, type Offered, offeredOptions } from './offered.ts';

/** The completion of fish. */
export function fishCompletion(): string {
  const options = offeredOptions();
  const modes = options.filter(({ option }) => isMode(option));
  const given = modes.flatMap(({ option }) => [`-s ${option.short}`, option.long]).join(' ');
  const letters = options.filter(({ option }) => option.argument && option.short).map(({ option }) => option.short);
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

# Whether the first word is ${EVENTS}.
function __sockdiag_events
    set -l words (commandline -opc)
    test "$words[2]" = ${EVENTS}
end

complete -c sockdiag -f
complete -c sockdiag -n 'test (count (commandline -opc)) -eq 1' -a ${EVENTS} -d ${quote(EVENTS_HELP)}
${options.map((offered) => lineOf(offered, `not __fish_contains_opt ${given}`)).join('\n')}
`;
}

function lineOf({ option, help }: Offered, noMode: string): string {
  const names = namesOf(option).map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const condition = isMode(option)
    ? [`-n ${quote(noMode)}`]
    : option.group === 'events'
      ? ['-n __sockdiag_events']
      : [];
  const words = [
    ...names,
    ...condition,
    ...(option.argument ? [argumentOf(option.argument)] : []),
    `-d ${quote(help)}`,
  ];
  return `complete -c sockdiag ${words.join(' ')}`;
}

function argumentOf({ words, list, folder, file }: OptionArgument): string {
  if (file) return '-r -F';
  if (folder) return "-x -a '(__fish_complete_directories)'";
  if (!words) return '-x';
  return `-x -a '${list ? `(__sockdiag_list ${words.join(' ')})` : words.join(' ')}'`;
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
