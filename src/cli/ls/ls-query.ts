import type { Protocol, Query } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import type { SortKey } from '../../sockets/order/sort.ts';
import { ASKED_FIELDS } from '../../sockets/table/asked-fields.ts';
import type { NamedField } from '../../sockets/table/named-fields.ts';
import { wantedStates } from '../netstat/sockets/selection.ts';
import { isMptcp, type LsSettings } from '../options/ls.ts';

/** Protocols whose option names one. */
const NAMED = ['tcp', 'sctp', 'udp', 'udplite', 'raw'] as const satisfies readonly Protocol[];

/** Those that are named on the command line; the kernel lacking one of them is a failure. */
export function namedProtocols(settings: LsSettings): Protocol[] {
  const { unix, modes } = settings;
  return [
    ...NAMED.filter((name) => settings[name]),
    ...(isMptcp(modes) ? (['mptcp'] as const) : []),
    ...(unix ? (['unix'] as const) : []),
  ];
}

export const TCP_AND_UDP: readonly Protocol[] = ['tcp', 'udp'];

/** TCP and UDP where none is named; an IP version beside UNIX sockets asks for them too. */
function protocolsOf(settings: LsSettings): Protocol[] {
  const { inet, inet6 } = settings;
  const named = namedProtocols(settings);
  const isInetNamed = named.some((name) => name !== 'unix');
  return isInetNamed || (named.length > 0 && !inet && !inet6) ? named : [...TCP_AND_UDP, ...named];
}

/** As with netstat -l wins over nothing, and -a over it. */
export function selectionOf({ all, listening }: LsSettings): { all: boolean; listening: boolean } {
  return { all: all || !listening, listening };
}

/** Both where none is named. */
export function familiesOf({ inet, inet6 }: LsSettings): ('inet' | 'inet6')[] {
  const chosen = { inet, inet6 };
  return (['inet', 'inet6'] as const).filter((family) => !(inet || inet6) || chosen[family]);
}

/**
 * What the kernel is asked, and what is searched for: no more than columns and sort keys need.
 * @param settings - `tables`, where it is there, instead of the protocols that are named
 */
export function lsQuery(
  settings: LsSettings & { tables?: readonly Protocol[] | undefined },
  columns: readonly NamedField[],
  keys: readonly SortKey[],
): Query {
  const { source, ownerMethod, procRoot, allOwners, format, tables } = settings;
  const fields = [...columns, ...keys.map(({ field }) => field)];
  const asks = (what: NamedField['asked']) => fields.some(({ asked }) => asked === what);
  // Data has every owner.
  const all = allOwners || format !== undefined || fields.some(({ name }) => name === 'ownerCount');
  return {
    protocols: tables ?? protocolsOf(settings),
    families: familiesOf(settings),
    states: wantedStates({ ...settings, ...selectionOf(settings) }, new ProcRoot(procRoot).moved),
    ...(asks('owners') && { owners: all ? true : ('first' as const) }),
    // A filter may ask for owners that no column shows.
    ownerMethod,
    tcpInfo: asks('tcpInfo'),
    memory: asks('memory'),
    fields: ASKED_FIELDS.filter((name) => fields.some((field) => field.name === name)),
    // Only /proc has these.
    ...(fields.some(({ name }) => name === 'refCount' || name === 'flags') && { procFields: ['unix' as const] }),
    source,
    procRoot,
    // Rows that are put in another order anyway can come in any.
    ...(keys.length > 0 && { order: 'any' as const }),
  };
}

/** The texts that must all be true of a row: the words that are no options make one. */
export function filterTexts({ filter, words }: LsSettings): (string | undefined)[] {
  return [filter, words.join(' ').trim() || undefined];
}
