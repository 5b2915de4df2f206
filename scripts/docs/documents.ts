import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { manPage } from './man-page.ts';
import { zshCompletion } from './zsh.ts';

/** What is made from the option table, by its path in the package. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'man/sockdiag.8': manPage,
  'completions/sockdiag.bash': bashCompletion,
  'completions/_sockdiag': zshCompletion,
  'completions/sockdiag.fish': fishCompletion,
};
