import { fieldNamed, type NamedField } from '../../sockets/table/named-fields.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import { columnsOf, DATA_FIELDS } from './sockets/columns.ts';
import { unknownColumn } from './unknown-column.ts';

/**
 * The fields of sockets that a list of columns names, each once.
 * @throws Exit for a word that names none
 */
export function socketColumns(words: readonly string[]): NamedField[] {
  const known = DATA_FIELDS.flatMap((field) => field.words);
  return [...new Set(words.flatMap((word) => columnsOf(word) ?? noColumn(word, known)))];
}

/** Fields of rows for eyes, and which has the same as data. */
const INSTEAD: Readonly<Record<string, string>> = { user: 'uid', pathBytes: 'path' };

function noColumn(word: string, known: readonly string[]): never {
  const name = fieldNamed(word)?.name ?? '';
  if (!Object.hasOwn(INSTEAD, name)) return unknownColumn(word, known);
  throw new Exit(EXIT_USAGE, `sockdiag: --columns: '${word}' is for eyes: as data there is '${INSTEAD[name]}'`);
}
