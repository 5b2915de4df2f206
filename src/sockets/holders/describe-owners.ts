import { ancestorsOf, startersOf } from '../processes/ancestors.ts';
import type { ProcessFacts, ProcessReader } from '../processes/process-reader.ts';
import type { Owner } from '../table/owner-chains.ts';
import type { Ancestor, HolderProcess } from './holder.ts';

/** The processes of one socket, each with what can be read of it. Yields one at a time, because each takes some reads. */
export function* describeOwners(
  owners: readonly Owner[],
  inode: number,
  reader: ProcessReader,
): Generator<HolderProcess, void, undefined> {
  const byPid = new Map<number, Owner[]>();
  for (const owner of owners) byPid.set(owner.pid, [...(byPid.get(owner.pid) ?? []), owner]);
  for (const [pid, descriptors] of byPid) {
    const [first] = descriptors as [Owner, ...Owner[]];
    const known = reader.facts(pid);
    const line = known && reader.commandLine(pid, { fd: first.fd, inode, comm: first.comm });
    // Without it the number may be another process's by now.
    const facts = line && known;
    const ancestors = facts ? ancestorsOf(facts, (each) => reader.facts(each)) : [];
    yield {
      pid,
      fds: descriptors.map(({ fd }) => fd),
      name: first.name,
      comm: first.comm,
      uid: facts?.uid ?? null,
      commandLine: line?.args ?? null,
      commandLineCut: line?.cut ?? false,
      since: facts && facts.startMs !== null ? new Date(facts.startMs) : null,
      cgroup: facts?.place.cgroup ?? null,
      unit: facts?.place.unit ?? null,
      slice: facts?.place.slice ?? null,
      container: facts?.place.container ?? null,
      pod: facts?.place.pod ?? null,
      parents: facts ? startersOf(facts, ancestors).map(ancestor) : [],
      inheritedFrom: ancestors.find((each) => byPid.has(each.pid))?.pid ?? null,
    };
  }
}

function ancestor({ pid, comm, uid, place: { unit, container } }: ProcessFacts): Ancestor {
  return { pid, comm, uid, unit, container };
}
