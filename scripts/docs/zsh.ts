import type { OptionArgument } from '../../src/cli/options/spec.ts';
import { type Offered, type OfferedCommand, offeredCommands, offeredOptions } from './offered.ts';

/** The completion of zsh: a function for `$fpath`. */
export function zshCompletion(): string {
  const commands = offeredCommands();
  const words = commands.map(({ word, summary }) => `${word}\\:"${summary}"`);
  return `#compdef sockdiag
# zsh completion of sockdiag. Made from the option table by \`npm run docs\`.

local -a options first
options=( \\
${lines(offeredOptions())} \\
)
if (( CURRENT == 2 )); then
  first=(${quoted(`1: :((${words.join(' ')}))`)})
else
  case $words[2] in
${commands.map(commandCase).join('\n')}
  esac
fi
_arguments -s -w -S $options $first
`;
}

/** What has an effect with a command. */
function commandCase({ word, options, operands }: OfferedCommand): string {
  const second = operands.length > 0 ? ` '2: :(${operands.join(' ')})'` : '';
  return `    ${word})
      first=('1: : '${second}) options=( \\
${lines(options)} \\
      ) ;;`;
}

function lines(offered: readonly Offered[]): string {
  return offered
    .flatMap(specsOf)
    .map((spec) => `  ${spec}`)
    .join(' \\\n');
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
