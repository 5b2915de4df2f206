import { EVENTS } from './parse.ts';
import type { OptionSpec, ViewName } from './spec.ts';
import { OPTIONS } from './table.ts';

/** A view, and what a command line for it looks like. */
export interface Usage {
  view: ViewName;
  /** The option that opens it; sockets need none, events a word. */
  opener: OptionSpec | undefined;
  word: string | undefined;
  /** Options of one letter without argument that change it. */
  letters: string;
  /** Options of one letter with an argument. */
  further: readonly OptionSpec[];
}

/** How each view is asked for: sockets first and their events, then the others in the order of the help. */
export function usages(): Usage[] {
  const openers = OPTIONS.filter(({ opens }) => opens !== undefined);
  return [
    usage('sockets', undefined),
    { ...usage('events', undefined), word: EVENTS },
    ...openers.map((opener) => usage(opener.opens as ViewName, opener)),
  ];
}

function usage(view: ViewName, opener: OptionSpec | undefined): Usage {
  const options = OPTIONS.filter(({ short, hidden, views }) => short && !hidden && views?.includes(view));
  const letters = options.filter(({ argument }) => !argument).map(({ short }) => short as string);
  const further = options.filter(({ argument }) => argument);
  return { view, opener, word: undefined, letters: letters.sort(byLetter).join(''), further };
}

/** Digits, then letters, small before capital. */
function byLetter(a: string, b: string): number {
  const [small, other] = [a.toLowerCase(), b.toLowerCase()];
  if (small !== other) return small < other ? -1 : 1;
  return a > b ? -1 : 1;
}
