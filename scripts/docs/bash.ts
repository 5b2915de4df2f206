import { EVENTS } from '../../src/cli/options/parse.ts';
import { isMode, type Offered, offeredOptions } from './offered.ts';
import { fillTemplate } from './template.ts';

/** The completion of bash. */
export function bashCompletion(): string {
  const options = offeredOptions();
  const withArgument = options.filter(({ option }) => option.argument);
  const short = withArgument.flatMap(({ option }) => option.short ?? []);
  const spaced = (chosen: readonly Offered[]) => ` ${chosen.flatMap(({ names }) => names).join(' ')} `;
  return fillTemplate('sockdiag.bash.in', {
    options: options.map(({ names }) => `    '${names.join(' ')}'`).join('\n'),
    repeated: spaced(options.filter(({ option }) => option.repeats)),
    modes: spaced(options.filter(({ option }) => isMode(option))),
    word: EVENTS,
    eventoptions: spaced(options.filter(({ option }) => option.group === 'events')),
    longargs: withArgument.map(({ option }) => `--${option.long}`).join(' | '),
    shortargs: short.join(' | '),
    shortset: short.join(''),
    arguments: withArgument.map(argumentCase).join('\n'),
  });
}

/** What the argument may be: words of which one is wanted, or several, or a folder, or a file. */
function argumentCase({ option, names }: Offered): string {
  const { words, list, folder, file } = option.argument ?? {};
  const what = folder
    ? 'paths=-d'
    : file
      ? 'paths=-f'
      : words
        ? `${list ? 'list' : 'offered'}='${words.join(' ')}'`
        : 'return';
  return `    ${names.join(' | ')}) ${what} ;;`;
}
