import type { OptionArgument } from '../../src/cli/option-spec.ts';
import { type Offered, offeredOptions } from './offered.ts';

/** The completion of zsh: a function for `$fpath`. */
export function zshCompletion(): string {
  const specs = offeredOptions().flatMap(specsOf);
  return `#compdef sockdiag
# zsh completion of sockdiag. Made from the option table by \`npm run docs\`.

_arguments -s -w -S \\
${specs.map((spec) => `  ${spec}`).join(' \\\n')}
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

function action({ words, list, folder }: OptionArgument): string {
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
