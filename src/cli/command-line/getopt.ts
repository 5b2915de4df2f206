import { EXIT_USAGE, Exit } from '../exit.ts';
import type { AnyOption } from '../options/spec.ts';

export interface ParsedOption<Option> {
  option: Option;
  /** Its argument; empty for one that takes none. */
  value: string;
}

/**
 * Reads a command line as getopt_long does: clusters, arguments that follow at once or as the next word, unique prefixes of
 * long names, options after other words, `--` as their end. Lazily, so that what an option does comes before the errors behind it.
 * node:util's parseArgs cannot: it takes a `--` it finds inside a cluster for the end, and knows no prefixes.
 * @throws Exit for what is not an option, in getopt's words
 */
export function* getopt<Option extends AnyOption>(
  args: readonly string[],
  options: readonly Option[],
): Generator<ParsedOption<Option>> {
  const words = args.values();
  for (let next = words.next(); !next.done; next = words.next()) {
    const word = next.value;
    if (word === '--') return;
    if (word.startsWith('--')) yield longOption(word.slice(2), words, options);
    else if (word.startsWith('-') && word.length > 1) yield* cluster(word.slice(1), words, options);
  }
}

function* cluster<Option extends AnyOption>(
  letters: string,
  words: Iterator<string>,
  options: readonly Option[],
): Generator<ParsedOption<Option>> {
  let rest = letters;
  while (rest !== '') {
    const letter = String.fromCodePoint(rest.codePointAt(0) as number);
    rest = rest.slice(letter.length);
    const option = options.find(({ short }) => short === letter);
    if (!option) throw optionError(`invalid option -- '${letter}'`);
    let value = '';
    if (option.argument !== undefined) {
      value = rest || argument(words, `option requires an argument -- '${letter}'`);
      rest = '';
    }
    yield { option, value };
  }
}

function longOption<Option extends AnyOption>(
  text: string,
  words: Iterator<string>,
  options: readonly Option[],
): ParsedOption<Option> {
  const equals = text.indexOf('=');
  const option = findLong(equals < 0 ? text : text.slice(0, equals), text, options);
  const given = equals < 0 ? undefined : text.slice(equals + 1);
  if (option.argument === undefined) {
    if (given !== undefined) throw optionError(`option '--${option.long}' doesn't allow an argument`);
    return { option, value: '' };
  }
  return { option, value: given ?? argument(words, `option '--${option.long}' requires an argument`) };
}

function argument(words: Iterator<string>, missing: string): string {
  const { done, value } = words.next();
  if (done) throw optionError(missing);
  return value;
}

/** netstat's own names come first, so that an abbreviation that works there means the same here. */
function findLong<Option extends AnyOption>(name: string, text: string, options: readonly Option[]): Option {
  const exact = options.find((option) => option.long === name);
  if (exact) return exact;
  for (const extra of [false, true]) {
    const matches = options.filter((option) => (option.extra ?? false) === extra && option.long?.startsWith(name));
    const [first] = matches;
    if (!first) continue;
    const others = matches.filter((option) => !sameToGetopt(option, first));
    if (others.length === 0) return first;
    const candidates = [first, ...others].map((option) => `'--${option.long}'`).join(' ');
    throw optionError(`option '--${text}' is ambiguous; possibilities: ${candidates}`);
  }
  throw optionError(`unrecognized option '--${text}'`);
}

/** To getopt_long all families are one option told apart by its name, so an abbreviation of several is the first. */
function sameToGetopt(a: AnyOption, b: AnyOption): boolean {
  return a === b || (a.group === 'families' && b.group === 'families' && !a.argument && !b.argument);
}

function optionError(message: string): Exit {
  return new Exit(EXIT_USAGE, `sockdiag: ${message}`, true);
}
