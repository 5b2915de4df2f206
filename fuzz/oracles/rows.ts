import type { Oracle } from './oracle.ts';

/** Every line of a text is a row, a part of one, or counted. */
export const rows: Oracle = {
  name: 'rows',
  finds: ({ target, input, first: { answer } }) => {
    if (!answer?.lines || !target.lines) return undefined;
    const wanted = [target.lines(input)].flat();
    const { rows, counted, dropped = 0 } = answer.lines;
    const known = rows + counted;
    if (known + dropped >= Math.min(...wanted) && known <= Math.max(...wanted)) return undefined;
    return `${wanted.join(' to ')} lines, but ${rows} in rows and ${counted} counted`;
  },
};

/** The second way to the same answer gives the same. */
export const agreement: Oracle = {
  name: 'agreement',
  finds: ({ first: { answer } }) => {
    try {
      return answer?.disagreement?.();
    } catch (error) {
      return `throws ${(error as Error).stack ?? String(error)}`;
    }
  },
};
