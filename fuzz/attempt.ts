import { getHeapStatistics } from 'node:v8';
import { guarded } from './guard.ts';
import type { Answer, Target } from './target.ts';

/** One run of a target over an input. */
export interface Attempt {
  answer?: Answer;
  error?: unknown;
  /** Microseconds of the processor, other threads of this process included. */
  cpu: number;
  /** Bytes by which the heap, and what lies beside it, grew. */
  grown: number;
}

export async function attempt(target: Target, input: Uint8Array, fill: number): Promise<Attempt> {
  const bytes = guarded(input, fill);
  const before = heldBytes();
  const begun = process.cpuUsage();
  let outcome: { answer: Answer } | { error: unknown };
  try {
    const answer = target.run(bytes, fill);
    outcome = { answer: answer instanceof Promise ? await answer : answer };
  } catch (error) {
    outcome = { error };
  }
  const { user, system } = process.cpuUsage(begun);
  return { ...outcome, cpu: user + system, grown: heldBytes() - before };
}

/** The least of some runs: noise only ever adds. */
export async function leastOf(runs: number, what: 'cpu' | 'grown', target: Target, input: Uint8Array): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) least = Math.min(least, (await attempt(target, input, 0))[what]);
  return least;
}

/** What is to be the same however often, and wherever, an input is read. */
export function outcomeOf({ answer, error }: Attempt): unknown {
  if (answer) return { value: answer.value, lines: answer.lines, terminal: answer.terminal };
  const { name, message, code } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return { error: name ?? typeof error, message, code };
}

function heldBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
