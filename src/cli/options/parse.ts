import { EXIT_USAGE, Exit } from '../exit.ts';
import { defaultSettings, type Settings } from '../settings.ts';
import { getopt } from './getopt.ts';
import { OPTIONS } from './table.ts';

export type Command = { kind: 'list' | 'events'; settings: Settings } | { kind: 'help' } | { kind: 'version' };

/** The one word that is none of netstat's options and means something, as the first of a command line alone. */
export const EVENTS = 'events';

/**
 * What a command line asks for. Options take effect in their order, so the first that ends the run wins.
 * @throws Exit for what netstat would not take either
 */
export function parseOptions(args: readonly string[]): Command {
  const settings = defaultSettings();
  settings.events = args[0] === EVENTS;
  for (const { option, value } of getopt(args, OPTIONS)) {
    if (option.long === 'help') return { kind: 'help' };
    if (option.long === 'version') return { kind: 'version' };
    if (option.group === 'events' && !settings.events) {
      throw new Exit(EXIT_USAGE, `sockdiag: --${option.long} wants the word events before it: sockdiag events`);
    }
    option.apply(settings, value);
  }
  return { kind: settings.events ? 'events' : 'list', settings };
}
