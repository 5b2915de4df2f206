import type { NamedField } from '../table/named-fields.ts';
import type { Expression, Span } from './expression.ts';
import { failingIn } from './filter-error.ts';
import { fieldWord } from './format.ts';

/** Throws a FilterError where an expression asks for a rate, which one look at the sockets does not tell. @param text - what it was read from */
export function refuseRates(expression: Expression, text: string): void {
  const rate = firstRate(expression);
  if (!rate) return;
  const reason = `'${fieldWord(rate.field)}' needs two looks, which 'sockdiag ls' and snapshots({ rates: true }) take`;
  throw failingIn(text)(reason, rate);
}

/** Whether some rate is asked for. */
export function asksRates(expression: Expression): boolean {
  return firstRate(expression) !== undefined;
}

function firstRate(expression: Expression): (Span & { field: NamedField }) | undefined {
  if (expression.kind === 'not') return firstRate(expression.part);
  if ('parts' in expression) return expression.parts.map(firstRate).find((found) => found !== undefined);
  return 'field' in expression && expression.field.asked === 'rates' ? expression : undefined;
}
