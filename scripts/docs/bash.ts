import { isMode, type Offered, offeredCommands, offeredOptions, offeredWithArgument } from './offered.ts';
import { offeredFields } from './offered-fields.ts';
import { fillTemplate } from './template.ts';

/** The completion of bash. */
export function bashCompletion(): string {
  const options = offeredOptions();
  const commands = offeredCommands();
  const all = [...options, ...commands.flatMap((command) => command.options)];
  const withArgument = offeredWithArgument();
  const short = withArgument.flatMap(({ option }) => option.short ?? []);
  const spaced = (chosen: readonly Offered[]) => ` ${[...new Set(chosen.flatMap(({ names }) => names))].join(' ')} `;
  return fillTemplate('sockdiag.bash.in', {
    options: options.map((offered) => `    ${entry(offered)}`).join('\n'),
    repeated: spaced(all.filter(({ option }) => option.repeats)),
    modes: spaced(options.filter(({ option }) => isMode(option))),
    fields: offeredFields().all.join(' '),
    datafields: offeredFields().data.join(' '),
    words: commands.map(({ word }) => word).join(' '),
    ownoptions: commands
      .map(
        ({ word, options, operands }) =>
          `    ${word}) options=(${options.map(entry).join(' ')})${operands.length > 0 ? ` operands=' ${operands.join(' ')}'` : ''} ;;`,
      )
      .join('\n'),
    longargs: withArgument.map(({ option }) => `--${option.long}`).join(' | '),
    shortargs: short.join(' | '),
    shortset: short.join(''),
    arguments: withArgument.map(argumentCase).join('\n'),
  });
}

/** The names of one option as a word of bash. */
function entry({ names }: Offered): string {
  return `'${names.join(' ')}'`;
}

/** What the argument may be: words of which one is wanted, or several, or a folder, or a file. */
function argumentCase({ option, names }: Offered): string {
  const { words, wordsWith = {}, list, fields, folder, file } = option.argument ?? {};
  const others = Object.entries(wordsWith).map(
    ([word, some]) => `; [[ \${COMP_WORDS[1]} == ${word} ]] && list='${some.join(' ')}'`,
  );
  const what = folder
    ? 'paths=-d'
    : file
      ? 'paths=-f'
      : fields
        ? 'list=$fields'
        : words
          ? `${list ? 'list' : 'offered'}='${words.join(' ')}'`
          : 'return';
  return `    ${names.join(' | ')}) ${what}${others.join('')} ;;`;
}
