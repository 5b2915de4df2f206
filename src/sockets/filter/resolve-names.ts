import type { Expression } from './expression.ts';
import { hasNames } from './has-names.ts';

/**
 * Replaces every name by the numbers or addresses it stands for, as files and name servers say now. An expression without names stays as it is,
 * and loads nothing that looks them up.
 * Throws a FilterError for a name that nothing has; a glob of names may stand for none.
 * @param text - what the expression was read from, for errors
 */
export async function resolveNames(expression: Expression, text: string, signal?: AbortSignal): Promise<Expression> {
  if (!hasNames(expression)) return expression;
  const { NameResolver } = await import('./name-resolver.ts');
  return new NameResolver(text, signal).resolve(expression);
}
