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
 * @param isMeant - which options an abbreviation rather means
 * @param operand - whose arguments are the words that are no options; else these are passed over
 * @throws Exit for what is not an option, in getopt's words
 */
export function* getopt<Option extends AnyOption>(
  args: readonly string[],
  options: readonly Option[],
  isMeant: (option: AnyOption) => boolean = isNetstats,
  operand?: Option,
): Generator<ParsedOption<Option>> {
  const words = args.values();
  let ended = false;
  for (let next = words.next(); !next.done; next = words.next()) {
    const word = next.value;
    if (ended || !word.startsWith('-') || word === '-') {
      if (operand) yield { option: operand, value: word };
    } else if (word === '--') ended = true;
    else if (word.startsWith('--')) yield longOption(word.slice(2), words, options, isMeant);
    else yield* cluster(word.slice(1), words, options);
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
    if (!option) throw optionError(`invalid option -- '${letter}'`, HINTS[letter]);
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
  isMeant: (option: AnyOption) => boolean,
): ParsedOption<Option> {
  const equals = text.indexOf('=');
  const option = findLong(equals < 0 ? text : text.slice(0, equals), text, options, isMeant);
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
function isNetstats({ extra }: AnyOption): boolean {
  return extra !== true;
}

/** Those that are rather meant come first. */
function findLong<Option extends AnyOption>(
  name: string,
  text: string,
  options: readonly Option[],
  isMeant: (option: AnyOption) => boolean,
): Option {
  const exact = options.find((option) => option.long === name);
  if (exact) return exact;
  for (const meant of [true, false]) {
    const matches = options.filter((option) => isMeant(option) === meant && option.long?.startsWith(name));
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

/** What to say of a letter that other netstats have, and tutorials print. */
const HINTS: Readonly<Record<string, string>> = {
  I: 'sockdiag: there is no -I: use -i, which lists every interface',
};

function optionError(message: string, hint?: string): Exit {
  return new Exit(EXIT_USAGE, `sockdiag: ${message}`, true, hint);
}
