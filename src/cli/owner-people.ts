import { ProcRoot } from '../kernel/procfs/root.ts';
import type { ProcessPeople } from '../sockets/process-people.ts';
import type { NamedField } from '../sockets/table/named-fields.ts';

/** Who processes run as, where a field asks for it; else undefined, and nothing is loaded. Anew for each listing, as users and processes change. */
export async function ownerPeople(
  fields: readonly NamedField[],
  procRoot: string | undefined,
): Promise<ProcessPeople | undefined> {
  if (!fields.some(({ name }) => name === 'ownerUid' || name === 'ownerUser')) return undefined;
  const { ProcessPeople } = await import('../sockets/process-people.ts');
  return new ProcessPeople(new ProcRoot(procRoot).path);
}
