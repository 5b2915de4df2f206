import { fieldNamed, fieldWords, type NamedField } from '../table/named-fields.ts';
import type { NumberField } from '../table/number-fields.ts';
import { fieldOf } from './named-keys.ts';

/** A field of which groups have the sum, the maximum or both. */
export interface Measure {
  field: NamedField;
  /** As numbers() calls it. */
  number: NumberField;
  /** Sums of it say something; maxima do of every measure. */
  sums: boolean;
}

/**
 * The measures that these words name, each once.
 * @throws TypeError for a word that names none
 */
export function namedMeasures(words: readonly string[]): Measure[] {
  const fields = new Set(words.map((word) => measured(word)));
  return Array.from(fields, (field) => ({
    field,
    number: field.name as NumberField,
    sums: field.fold === 'sum',
  }));
}

function measured(word: string): NamedField {
  const field = fieldNamed(word);
  if (field && field.fold === undefined) throw new TypeError(`measures: '${word}' has neither a sum nor a maximum`);
  const words = fieldWords().filter((other) => fieldNamed(other)?.fold !== undefined);
  return fieldOf('measures', word, words);
}
