import { getHeapStatistics } from 'node:v8';
import { collect } from './collect.ts';
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

/** After so much of the processor, in us, there are no more runs. */
const ENOUGH_US = 1_500_000;

/** What runs are measured for, how many there are at most, and how little is enough to make no more of them. */
interface Measure {
  what: 'cpu' | 'grown';
  runs: number;
  enough?: number;
}

/** The least of some runs, each on a heap without garbage: noise only ever adds, and the longer a run takes, the less of it. */
export async function leastOf({ what, runs, enough = 0 }: Measure, target: Target, input: Uint8Array): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  let spent = 0;
  for (let run = 0; run < runs && least > enough && spent < ENOUGH_US; run++) {
    collect();
    const done = await attempt(target, input, 0);
    least = Math.min(least, done[what]);
    spent += done.cpu;
  }
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
