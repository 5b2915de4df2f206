import { ProcRoot } from '../kernel/procfs/root.ts';
import type { People } from '../sockets/people.ts';
import type { NamedField } from '../sockets/table/named-fields.ts';

/** Fields that say who a process runs as. */
const OF_OWNERS = ['ownerUid', 'ownerUser'];
/** With who made a socket. */
export const OF_PEOPLE = ['user', ...OF_OWNERS];

/**
 * Who processes run as, where a field asks for it; else undefined, and nothing is loaded. Anew for each listing, as users and processes change.
 * @param asking - names of the fields that ask
 */
export async function ownerPeople(
  fields: readonly NamedField[],
  procRoot: string | undefined,
  asking: readonly string[] = OF_OWNERS,
): Promise<People | undefined> {
  const ofPeople = fields.filter(({ name }) => asking.includes(name));
  if (ofPeople.length === 0) return undefined;
  const { peopleFor } = await import('../sockets/people.ts');
  return peopleFor(ofPeople, new ProcRoot(procRoot).path);
}
