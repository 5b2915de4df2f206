import { parseArgs } from 'node:util';
import { EXIT_USAGE, Exit } from './exit.ts';
import { OPTIONS, type OptionSpec } from './options.ts';
import { defaultSettings, type Settings } from './settings.ts';

export type Command = { kind: 'list'; settings: Settings } | { kind: 'help' } | { kind: 'version' };

/**
 * Reads a command line as getopt_long does: clusters, arguments that follow at once or as the next word, unique prefixes
 * of long names, options after other words. Options take effect in their order, so the first that ends the run wins.
 * @throws Exit for what is not an option, in getopt's words
 */
export function parseOptions(args: readonly string[]): Command {
  const settings = defaultSettings();
  for (const token of tokens(expandLongNames(args))) {
    if (token.kind !== 'option') continue;
    const option = findOption(token.rawName);
    if (!option) throw optionError(unknownOption(token.rawName));
    if (option.argument !== undefined && token.value === undefined) {
      throw optionError(`option requires an argument -- '${token.rawName.replace(/^-/, '')}'`);
    }
    if (option.argument === undefined && token.value !== undefined) {
      throw optionError(`option '${token.rawName}' doesn't allow an argument`);
    }
    if (option.long === 'help') return { kind: 'help' };
    if (option.long === 'version') return { kind: 'version' };
    option.apply(settings, token.value ?? '');
  }
  return { kind: 'list', settings };
}

function tokens(args: string[]) {
  const options = Object.fromEntries(
    OPTIONS.map((option) => [
      option.long ?? `-${option.short}`,
      {
        type: option.argument === undefined ? ('boolean' as const) : ('string' as const),
        ...(option.short && { short: option.short }),
      },
    ]),
  );
  return parseArgs({ args, options, strict: false, tokens: true, allowPositionals: true }).tokens;
}

/** Replaces each abbreviated long name by the whole one. */
function expandLongNames(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, i) => {
    if (!arg.startsWith('--') || arg === '--' || (end >= 0 && i > end)) return arg;
    const equals = arg.indexOf('=');
    const name = arg.slice(2, equals < 0 ? undefined : equals);
    return `--${wholeName(name)}${equals < 0 ? '' : arg.slice(equals)}`;
  });
}

/** netstat's own names come first, so that an abbreviation that works there means the same here. */
function wholeName(name: string): string {
  if (OPTIONS.some((option) => option.long === name)) return name;
  for (const extra of [false, true]) {
    const matches = OPTIONS.filter((option) => (option.extra ?? false) === extra && option.long?.startsWith(name));
    const first = matches[0];
    if (!first) continue;
    const others = matches.filter((option) => !sameToGetopt(option, first));
    if (others.length === 0) return first.long as string;
    const candidates = [first, ...others].map((option) => `'--${option.long}'`).join(' ');
    throw optionError(`option '--${name}' is ambiguous; possibilities: ${candidates}`);
  }
  return name;
}

/** To getopt_long all families are one option told apart by its name, so an abbreviation of several is the first. */
function sameToGetopt(a: OptionSpec, b: OptionSpec): boolean {
  return a === b || (a.group === 'families' && b.group === 'families' && !a.argument && !b.argument);
}

function findOption(rawName: string): OptionSpec | undefined {
  const long = rawName.startsWith('--');
  const name = rawName.replace(/^--?/, '');
  return OPTIONS.find((option) => (long ? option.long : option.short) === name);
}

function unknownOption(rawName: string): string {
  return rawName.startsWith('--') ? `unrecognized option '${rawName}'` : `invalid option -- '${rawName.slice(1)}'`;
}

function optionError(message: string): Exit {
  return new Exit(EXIT_USAGE, `sockdiag: ${message}`, true);
}
