import { DATA_FIELDS } from '../../src/cli/data/sockets/columns.ts';
import { fieldWord } from '../../src/sockets/filter/format.ts';
import { fieldNamed, NAMED_FIELDS, type NamedField } from '../../src/sockets/table/named-fields.ts';

/** The words of fields that a shell offers: all there are, and behind netstat's options those of which a column of data can be. */
export function offeredFields(): { all: readonly string[]; data: readonly string[] } {
  return {
    all: NAMED_FIELDS.flatMap(wordsOf),
    data: DATA_FIELDS.filter(({ asked }) => asked !== 'rates').flatMap(wordsOf),
  };
}

/** As filters and columns are written: in kebab-case, the field's own word first, then others that it alone has. */
function wordsOf(field: NamedField): string[] {
  const others = field.words.filter((word) => !/[A-Z.]/.test(word) && fieldNamed(word) === field);
  return [...new Set([fieldWord(field), ...others])];
}
