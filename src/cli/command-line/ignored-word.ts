import { nearest } from '../../base/nearest.ts';
import { COMMAND_WORDS } from '../options/spec.ts';

/** Words that elsewhere are commands, and here the options of that name. */
const TEXTS: readonly string[] = ['help', 'version'];

const WORD = /^[a-z][\w-]*$/i;

/** Below this many letters a word is soon another one. */
const SHORT = 5;

/**
 * What to say of a word that begins a listing, and that netstat's listing ignores: nothing, unless another command line was probably
 * meant.
 */
export function ignoredWordLine([first = '']: readonly string[]): string | undefined {
  // Of anything but a word nothing is guessed, nor is it sent to a terminal.
  if (!WORD.test(first)) return undefined;
  const meant = meantBy(first);
  if (meant === undefined) return undefined;
  return `sockdiag: '${first}' is ignored, as netstat ignores it: did you mean 'sockdiag ${meant}'?`;
}

function meantBy(word: string): string | undefined {
  const text = TEXTS.find((name) => name === word.toLowerCase());
  if (text !== undefined) return `--${text}`;
  return nearest(word, COMMAND_WORDS, (command) => (Math.min(word.length, command.length) < SHORT ? 1 : 2));
}
