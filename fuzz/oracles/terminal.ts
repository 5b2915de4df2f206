import type { Oracle } from './oracle.ts';

/** Control characters but for the end of a line, and what turns the direction of writing or ends a line. */
const OBEYED = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A terminal gets text, and nothing that it obeys. */
export const terminal: Oracle = {
  name: 'terminal',
  finds: ({ first: { answer } }) => {
    if (!answer?.terminal) return undefined;
    let text: string;
    try {
      text = decoder.decode(answer.terminal);
    } catch {
      return `gets what is no UTF-8: ${Buffer.from(answer.terminal).toString('hex').slice(0, 200)}`;
    }
    const found = OBEYED.exec(text);
    return found ? `gets ${JSON.stringify(found[0])} at ${found.index}` : undefined;
  },
};
