import { type OptionSection, optionSections } from '../../src/cli/command-line/help.ts';
import { type Usage, usages } from '../../src/cli/command-line/usages.ts';
import { COMMANDS, optionsOf } from '../../src/cli/commands.ts';
import type { Example } from '../../src/cli/options/command-spec.ts';
import { nothing } from '../../src/cli/options/effects.ts';
import {
  type AnyOption,
  COMMAND_WORDS,
  type CommandWord,
  EVERY_VIEW,
  type OptionArgument,
} from '../../src/cli/options/spec.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';
import { mdocText, mdocWord } from './mdoc.ts';
import { fillTemplate } from './template.ts';

/** The man page: prose from the template, options from the table. */
export function manPage(): string {
  return fillTemplate('sockdiag.8.in', {
    synopsis: [...usages().map(synopsis), '.Nm\n.Fl h | V'].join('\n'),
    options: optionSections().map(section).join('\n'),
    ...Object.fromEntries(COMMAND_WORDS.flatMap(commandTexts)),
    families: hiddenFamilies().map(flag).join(' ,\n.Fl ').replace(/^/, '.Fl '),
    ignored: ignored().map(flag).join(' ,\n.Fl ').replace(/^/, '.Fl '),
  });
}

function synopsis({ opener, word, letters, further, operand, optional }: Usage): string {
  const lines = further.map(({ short, argument }) => `.Op Fl ${short} Ar ${argument?.name}`);
  return [
    '.Nm',
    ...(opener ? [`.Fl ${opener.short}`] : word ? [`.Cm ${word}`] : []),
    ...(operand === undefined || optional ? [] : [`.Ar ${operand}`]),
    ...(letters === '' ? [] : [`.Op Fl ${letters}`, ...lines, '.Op Fl \\-option No ...']),
    ...(optional ? [`.Op Ar ${operand}`] : []),
  ].join('\n');
}

/** What the chapter of a command, and that of examples, have from the table. */
function commandTexts(word: CommandWord): [string, string][] {
  const { own } = optionsOf(word);
  return [
    ...(own.length > 0
      ? [[`${word}options`, section({ title: 'Options of its own', options: own })] as [string, string]]
      : []),
    [`${word}examples`, COMMANDS[word].examples.map(exampleText).join('\n')],
  ];
}

function exampleText({ line, what, root }: Example): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}:\n.Pp\n.Dl ${root ? '#' : '$'} ${line}\n.Pp`;
}

function section({ title, options }: OptionSection): string {
  return `.Ss ${title}\n.Bl -tag -width Ds\n${options.map(item).join('\n')}\n.El`;
}

function item(option: AnyOption): string {
  const { short, long, argument, help = '', note } = option;
  const ends = argument ? [` Ar ${argument.name}`, ` Ns = Ns Ar ${argument.name}`] : ['', ''];
  const names = [
    ...(short ? [`Fl ${short}${ends[0]}`] : []),
    ...(long ? [`Fl ${mdocWord(`-${long}`)}${ends[1]}`] : []),
  ];
  const sentences = [sentence(help + wordsOf(argument)), note, viewsOf(option)];
  return `.It ${names.join(' , ')}\n${mdocText(sentences.filter(Boolean).join(' '))}`;
}

/** The words of a list; those of other arguments are in the help. */
function wordsOf(argument: OptionArgument | undefined): string {
  return argument?.list && argument.words ? `: ${argument.words.join(', ')}` : '';
}

function sentence(help: string): string {
  return `${help.charAt(0).toUpperCase()}${help.slice(1)}.`;
}

/** Which other views it changes than sockets. Of one that does not change these its help says so. */
function viewsOf({ views }: AnyOption): string {
  if (!views?.includes('sockets') || views.length === 1) return '';
  if (views === EVERY_VIEW) return 'For every view.';
  const others = usages()
    .filter(({ view }) => view !== 'sockets' && views.includes(view))
    .map(({ opener, word }) => word ?? `-${opener?.short}`);
  const last = others.pop();
  return `For sockets${others.map((name) => `, ${name}`).join('')} and ${last}.`;
}

/** Families that are options of their own name and not in the help. */
function hiddenFamilies(): AnyOption[] {
  return OPTIONS.filter(({ group, hidden }) => group === 'families' && hidden).filter(
    ({ long }) => !OPTIONS.some((other) => other.long === long && !other.hidden),
  );
}

/** Taken for netstat's sake. */
function ignored(): AnyOption[] {
  return OPTIONS.filter(({ hidden, apply }) => hidden && apply === nothing);
}

function flag({ short, long }: AnyOption): string {
  return mdocWord(short ?? `-${long}`);
}
