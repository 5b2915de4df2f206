const WIDTH = 78;

/** What a word is in mdoc, with the punctuation around it set apart. */
const MACROS: readonly (readonly [string, RegExp])[] = [
  ['Fl', /^(\()?-([\w-]+)([.,:;)]*)$/],
  ['Pa', /^(\()?(\/[\w./-]*\w)([.,:;)]*)$/],
  ['Ev', /^(\()?((?:HOST|SOCKDIAG)_[A-Z]+)([.,:;)]*)$/],
];

/** Plain sentences as mdoc: options, paths and variables get their macros, each sentence begins a line. */
export function mdocText(text: string): string {
  return text
    .split(/(?<=[.:]) (?=[A-Z-])/)
    .flatMap(sentenceLines)
    .join('\n');
}

/** The names of an option, or of a path, whose hyphens must stay what they are when copied from the page. */
export function mdocWord(word: string): string {
  return word.replaceAll('-', '\\-');
}

function sentenceLines(sentence: string): string[] {
  const lines: string[] = [];
  let open = '';
  for (const word of sentence.replaceAll('\\', '\\e').split(' ')) {
    const macro = macroLine(word);
    const full = open.length + 1 + word.length > WIDTH;
    if (open && (macro || full)) lines.push(open);
    if (macro) lines.push(macro);
    if (macro || full) open = macro ? '' : word;
    else open = open ? `${open} ${word}` : word;
  }
  if (open) lines.push(open);
  return lines.map(safeLine);
}

/** No text may begin as a request does. */
function safeLine(line: string): string {
  return /^['.](?![A-Z][a-z] )/.test(line) ? `\\&${line}` : line;
}

function macroLine(word: string): string | undefined {
  for (const [macro, pattern] of MACROS) {
    const [found, before, name, after] = pattern.exec(word) ?? [];
    if (found === undefined) continue;
    return `.${[macro, before, mdocWord(name as string), ...(after as string)].filter(Boolean).join(' ')}`;
  }
  return undefined;
}
