import type { Names } from '../names/names.ts';
import type { ViewContext } from './view.ts';

/** netstat's section of multicast memberships, of which `families` names the IP versions. */
export async function listGroups(
  _context: ViewContext,
  _names: Names,
  _families: readonly ('inet' | 'inet6')[],
): Promise<void> {}
