import type { Protocol } from '../../index.ts';
import type { ReadFilter } from '../../sockets/start-scan.ts';
import { PROTOCOLS } from '../../uapi/sockets.ts';
import type { LsSettings } from '../options/ls.ts';
import { familiesOf, namedProtocols, TCP_AND_UDP } from './ls-query.ts';

/**
 * Protocols to list instead of TCP and UDP, where nobody has named any and neither can pass the filter: as `path = /run/*` is of UNIX sockets, and
 * `protocol = mptcp` of what is never listed by itself.
 */
export async function otherTables(
  settings: LsSettings,
  filter: ReadFilter | undefined,
): Promise<readonly Protocol[] | undefined> {
  if (filter === undefined || namedProtocols(settings).length > 0) return undefined;
  const { canPass } = await import('../../sockets/can-pass.ts');
  const families = familiesOf(settings);
  const passes = (protocols: readonly Protocol[]) => canPass(filter, { protocols, families });
  if (passes(TCP_AND_UDP)) return undefined;
  return [PROTOCOLS, ['mptcp'] as const].find(passes);
}
