import { getopt } from './getopt.ts';
import { OPTIONS } from './options.ts';
import { defaultSettings, type Settings } from './settings.ts';

export type Command = { kind: 'list'; settings: Settings } | { kind: 'help' } | { kind: 'version' };

/**
 * What a command line asks for. Options take effect in their order, so the first that ends the run wins.
 * @throws Exit for what netstat would not take either
 */
export function parseOptions(args: readonly string[]): Command {
  const settings = defaultSettings();
  for (const { option, value } of getopt(args, OPTIONS)) {
    if (option.long === 'help') return { kind: 'help' };
    if (option.long === 'version') return { kind: 'version' };
    option.apply(settings, value);
  }
  return { kind: 'list', settings };
}
