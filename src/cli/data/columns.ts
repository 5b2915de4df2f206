import { nearest } from '../../base/nearest.ts';
import type { NamedField } from '../../sockets/table/named-fields.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import { leafNames, type Shapes } from './shape.ts';
import { columnsOf, DATA_FIELDS } from './sockets/columns.ts';

/**
 * The fields of sockets that a list of columns names, each once.
 * @throws Exit for a word that names none
 */
export function socketColumns(words: readonly string[]): NamedField[] {
  const known = DATA_FIELDS.flatMap((field) => field.words);
  return [...new Set(words.flatMap((word) => columnsOf(word) ?? unknownColumn(word, known)))];
}

/** The same of rows that are plain data: leaves, and the leaves of whatever object is named. */
export function leafColumns(words: readonly string[], shapes: Shapes): string[] {
  const leaves = leafNames(shapes);
  const named = (word: string) => {
    const found = leaves.filter((name) =>
      [name, kebab(name)].some((each) => each === word || each.startsWith(`${word}.`)),
    );
    return found.length > 0 ? found : unknownColumn(word, leaves);
  };
  return [...new Set(words.flatMap(named))];
}

function unknownColumn(word: string, known: readonly string[]): never {
  const meant = nearest(word, known, (other) => Math.max(1, Math.floor(other.length / 4)));
  const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
  throw new Exit(EXIT_USAGE, `sockdiag: --columns: there is no '${word}'${hint}`);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
