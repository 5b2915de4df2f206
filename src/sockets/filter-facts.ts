import { isOutOfReach } from '../base/errors.ts';
import { decodeText } from '../base/text.ts';
import { readSmall } from '../kernel/procfs/read-small.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import type { Expression } from './filter/expression.ts';
import type { Facts } from './filter/facts.ts';

/** What an expression asks of the system beside its sockets. */
export function filterFacts(expression: Expression, { path }: ProcRoot): Facts {
  return asksAutobound(expression) ? { chosenPorts: chosenPorts(path) } : {};
}

function asksAutobound(expression: Expression): boolean {
  if (expression.kind === 'not') return asksAutobound(expression.part);
  return 'parts' in expression ? expression.parts.some(asksAutobound) : expression.kind === 'autobound';
}

/** Two numbers, the lowest and the highest port that the kernel chooses; undefined where they cannot be read. */
function chosenPorts(root: string): Facts['chosenPorts'] {
  try {
    const text = decodeText(readSmall(`${root}/sys/net/ipv4/ip_local_port_range`));
    const [, low, high] = /^(\d+)\s+(\d+)\s*$/.exec(text) ?? [];
    return low === undefined ? undefined : { low: Number(low), high: Number(high) };
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    return undefined;
  }
}
