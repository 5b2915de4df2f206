import { nearest } from '../../base/nearest.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';

/** Ends the command for a word that names no column, with the nearest one that does. */
export function unknownColumn(word: string, known: readonly string[]): never {
  const meant = nearest(word, known, (other) => Math.max(1, Math.floor(other.length / 4)));
  const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
  throw new Exit(EXIT_USAGE, `sockdiag: --columns: there is no '${word}'${hint}`);
}
