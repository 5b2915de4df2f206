import { leafNames, type Shapes } from './shape.ts';
import { unknownColumn } from './unknown-column.ts';

/**
 * The columns of rows that are plain data that a list names, each once: leaves, and the leaves of whatever object is named.
 * @throws Exit for a word that names none
 */
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

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
