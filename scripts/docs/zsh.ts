import type { OptionArgument } from '../../src/cli/options/spec.ts';
import { type Offered, type OfferedCommand, offeredCommands, offeredOptions } from './offered.ts';
import { offeredFields } from './offered-fields.ts';

/** The completion of zsh: a function for `$fpath`. */
export function zshCompletion(): string {
  const commands = offeredCommands();
  const { all, data } = offeredFields();
  const words = commands.map(({ word, summary }) => `${word}\\:"${summary}"`);
  return `#compdef sockdiag
# zsh completion of sockdiag. Made from the option table by \`npm run docs\`.

# Some of the words of a list, with commas between them; a + or - may be before one.
_sockdiag_list() {
  local -a given
  [[ $PREFIX == *,* ]] && given=(\${\${(s:,:)\${PREFIX%,*}}#[+-]})
  compset -P '*,'
  compset -P '[+-]'
  compadd -S '' -F given - "$@"
}

# Fields of sockets, and those that can be columns of data.
local -a allfields=(${all.join(' ')})
local -a datafields=(${data.join(' ')})
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
${lines(options, word === 'ls' ? 'allfields' : 'datafields')} \\
      ) ;;`;
}

/** @param fields - the array that has those that an argument may be */
function lines(offered: readonly Offered[], fields = 'datafields'): string {
  return offered
    .flatMap((option) => specsOf(option, fields))
    .map((spec) => `  ${spec}`)
    .join(' \\\n');
}

/** One specification for each name. Of an argument, -A has it in the same word or the next, --protocol after = or in the next. */
function specsOf({ option, names, help, excludes }: Offered, fields: string): string[] {
  const ends = option.group === 'other' && !option.views;
  const others = option.repeats ? '*' : ends ? '(- *)' : excludes.length > 1 ? `(${excludes.join(' ')})` : '';
  const { argument } = option;
  return names.map((name) => {
    const joint = argument ? (name.startsWith('--') ? '=' : '+') : '';
    return quoted(
      `${others}${name}${joint}[${escaped(help)}]${argument ? `:${argument.name}:${action(argument, fields)}` : ''}`,
    );
  });
}

function action({ words, list, fields: ofFields, folder, file }: OptionArgument, fields: string): string {
  if (ofFields) return ` _sockdiag_list $${fields}`;
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
