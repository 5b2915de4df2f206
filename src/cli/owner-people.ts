import { ProcRoot } from '../kernel/procfs/root.ts';
import type { People } from '../sockets/people.ts';
import type { NamedField } from '../sockets/table/named-fields.ts';

/** Who processes run as, where a field asks for it; else undefined, and nothing is loaded. Anew for each listing, as users and processes change. */
export async function ownerPeople(
  fields: readonly NamedField[],
  procRoot: string | undefined,
): Promise<People | undefined> {
  const ofOwners = fields.filter(({ name }) => name === 'ownerUid' || name === 'ownerUser');
  if (ofOwners.length === 0) return undefined;
  const { peopleFor } = await import('../sockets/people.ts');
  return peopleFor(ofOwners, new ProcRoot(procRoot).path);
}
