import { SockdiagError } from '../../src/base/errors.ts';
import type { Oracle } from './oracle.ts';

/** What an error may say beside the input itself, in characters. */
const MOST_WORDS = 1000;

/** Only errors that a caller can expect are thrown, and none is longer than its cause. */
export const errors: Oracle = {
  name: 'errors',
  finds: ({ target, input, first }) => {
    if (first.answer) return undefined;
    const { error } = first;
    if (!(error instanceof SockdiagError) && target.mayThrow?.(error) !== true) return `throws ${shown(error)}`;
    const { message, code } = error as Error & { code?: unknown };
    if (error instanceof SockdiagError && (typeof code !== 'string' || code === ''))
      return `an error without a code: ${message}`;
    const [odd] = /undefined|NaN|\[object/.exec(message) ?? [];
    if (odd !== undefined && !Buffer.from(input).includes(odd)) return `says '${message}'`;
    if (message.length > MOST_WORDS + 2 * input.length) return `an error of ${message.length} characters`;
    return undefined;
  },
};

/** With the place where it was thrown. */
function shown(error: unknown): string {
  if (!(error instanceof Error)) return `what is no error: ${String(error)}`;
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name}: ${error.message.slice(0, MOST_WORDS)} ${place?.trim() ?? ''}`;
}
