import type { Expression } from './expression.ts';

/** Fields of names that have a number each, and what has it. */
export const NAMED_NUMBERS: Readonly<Record<string, string>> = { user: 'uid', ownerUser: 'ownerUid' };

/** Whether resolveNames() has something to look up. */
export function hasNames(expression: Expression): boolean {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.parts.some(hasNames);
    case 'not':
      return hasNames(expression.part);
    case 'compare':
      return expression.values.some(({ kind }) => kind === 'named');
    case 'matches':
      return Object.hasOwn(NAMED_NUMBERS, expression.field.name);
    default:
      return false;
  }
}
