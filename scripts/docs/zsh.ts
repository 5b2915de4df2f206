import { EVENTS } from '../../src/cli/options/parse.ts';
import type { OptionArgument } from '../../src/cli/options/spec.ts';
import { EVENTS_HELP, type Offered, offeredOptions } from './offered.ts';

/** The completion of zsh: a function for `$fpath`. */
export function zshCompletion(): string {
  const options = offeredOptions();
  const isOfEvents = ({ option }: Offered) => option.group === 'events';
  const lines = (offered: readonly Offered[]) =>
    offered
      .flatMap(specsOf)
      .map((spec) => `  ${spec}`)
      .join(' \\\n');
  return `#compdef sockdiag
# zsh completion of sockdiag. Made from the option table by \`npm run docs\`.

local -a events first
if (( CURRENT == 2 )); then
  first=(${quoted(`1: :((${EVENTS}\\:"${EVENTS_HELP}"))`)})
elif [[ $words[2] == ${EVENTS} ]]; then
  first=('1: : ') events=( \\
${lines(options.filter(isOfEvents))} \\
  )
fi
_arguments -s -w -S \\
${lines(options.filter((offered) => !isOfEvents(offered)))} \\
  $events $first
`;
}

/** One specification for each name. Of an argument, -A has it in the same word or the next, --protocol after = or in the next. */
function specsOf({ option, names, help, excludes }: Offered): string[] {
  const ends = option.group === 'other' && !option.views;
  const others = option.repeats ? '*' : ends ? '(- *)' : excludes.length > 1 ? `(${excludes.join(' ')})` : '';
  const { argument } = option;
  return names.map((name) => {
    const joint = argument ? (name.startsWith('--') ? '=' : '+') : '';
    return quoted(
      `${others}${name}${joint}[${escaped(help)}]${argument ? `:${argument.name}:${action(argument)}` : ''}`,
    );
  });
}

function action({ words, list, folder, file }: OptionArgument): string {
  if (file) return '_files';
  if (folder) return '_path_files -/';
  if (!words) return ' ';
  return list ? `_values -s , family ${words.join(' ')}` : `(${words.join(' ')})`;
}

function escaped(text: string): string {
  return text.replace(/[[\]\\:]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
