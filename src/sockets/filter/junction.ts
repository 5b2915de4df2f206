import { type Decided, FALSE, TRUE, type Truths, type TruthTest, UNKNOWN_TRUTH } from './truth.ts';

/** All of the parts, or any of them. What is slow is asked last, and only of the rows that are not decided by then. */
export function junction(kind: 'and' | 'or', tests: readonly TruthTest[]): TruthTest {
  const [first, ...others] = [...tests.filter(({ slow }) => !slow), ...tests.filter(({ slow }) => slow)];
  if (!first || others.length === 0)
    return first ?? { slow: false, fill: ({ length }, out) => void out.fill(TRUE, 0, length) };
  const value = kind === 'and' ? FALSE : TRUE;
  let further = new Uint8Array(0);
  return {
    slow: tests.some(({ slow }) => slow),
    fill(table, out, decided) {
      if (further.length < table.length) further = new Uint8Array(table.capacity);
      first.fill(table, out, decided);
      if (decided) decideToo(out, table.length, decided, value);
      for (const test of others) {
        test.fill(table, further, { truths: out, value });
        if (kind === 'and') least(out, further, table.length);
        else greatest(out, further, table.length);
      }
    },
  };
}

/** What does not matter outside need not be asked inside. */
function decideToo(out: Truths, length: number, { truths, value }: Decided, own: number): void {
  for (let row = 0; row < length; row++) if (truths[row] === value) out[row] = own;
}

function least(out: Truths, other: Truths, length: number): void {
  for (let row = 0; row < length; row++)
    if ((other[row] as number) < (out[row] as number)) out[row] = other[row] as number;
}

function greatest(out: Truths, other: Truths, length: number): void {
  for (let row = 0; row < length; row++)
    if ((other[row] as number) > (out[row] as number)) out[row] = other[row] as number;
}

export function negation({ slow, fill }: TruthTest): TruthTest {
  return {
    slow,
    fill(table, out, decided) {
      // What is left of a value is another one: those that are decided outside are filled in as anything.
      fill(table, out, decided);
      for (let row = 0; row < table.length; row++) out[row] = TRUE - (out[row] as number);
    },
  };
}

/** Whether a test has no answer. */
export function unanswered({ slow, fill }: TruthTest): TruthTest {
  return {
    slow,
    fill(table, out, decided) {
      fill(table, out, decided);
      for (let row = 0; row < table.length; row++) out[row] = out[row] === UNKNOWN_TRUTH ? TRUE : FALSE;
    },
  };
}
