import type { ProcessFacts } from './process-reader.ts';

/** More than there are between a process and the first one: a loop that is no loop of parents must end too. */
const MOST_ANCESTORS = 64;

/**
 * The parents of a process, its own first, as far as they can be seen. One that was started after its child is none: the number has become another
 * process's since.
 */
export function ancestorsOf(
  process: ProcessFacts,
  facts: (pid: number) => ProcessFacts | undefined,
): readonly ProcessFacts[] {
  const ancestors: ProcessFacts[] = [];
  for (let child = process; child.parent !== 0 && ancestors.length < MOST_ANCESTORS; ) {
    const parent = facts(child.parent);
    if (!parent || parent.pid === child.pid || parent.startTicks > child.startTicks) break;
    ancestors.push(parent);
    child = parent;
  }
  return ancestors;
}

/** Those that say what started a process: up to the first that belongs to another unit or container, with that one. */
export function startersOf(process: ProcessFacts, ancestors: readonly ProcessFacts[]): readonly ProcessFacts[] {
  const outside = ancestors.findIndex((ancestor) => !belongsWith(ancestor, process));
  return outside < 0 ? ancestors : ancestors.slice(0, outside + 1);
}

function belongsWith({ place: one }: ProcessFacts, { place: other }: ProcessFacts): boolean {
  return one.unit === other.unit && one.container?.id === other.container?.id;
}
