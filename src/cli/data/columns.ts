import type { NamedField } from '../../sockets/table/named-fields.ts';
import { columnsOf, DATA_FIELDS } from './sockets/columns.ts';
import { unknownColumn } from './unknown-column.ts';

/**
 * The fields of sockets that a list of columns names, each once.
 * @throws Exit for a word that names none
 */
export function socketColumns(words: readonly string[]): NamedField[] {
  const known = DATA_FIELDS.flatMap((field) => field.words);
  return [...new Set(words.flatMap((word) => columnsOf(word) ?? unknownColumn(word, known)))];
}
