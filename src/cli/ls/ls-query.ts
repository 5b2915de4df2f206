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

/** TCP and UDP where none is named; an IP version beside UNIX sockets asks for them too. */
function protocolsOf(settings: LsSettings): Protocol[] {
  const { inet, inet6 } = settings;
  const named = namedProtocols(settings);
  const isInetNamed = named.some((name) => name !== 'unix');
  return isInetNamed || (named.length > 0 && !inet && !inet6) ? named : ['tcp', 'udp', ...named];
}

/** As with netstat -l wins over nothing, and -a over it. */
export function selectionOf({ all, listening }: LsSettings): { all: boolean; listening: boolean } {
  return { all: all || !listening, listening };
}

/** What the kernel is asked, and what is searched for: no more than columns and sort keys need. */
export function lsQuery(settings: LsSettings, columns: readonly NamedField[], keys: readonly SortKey[]): Query {
  const { source, ownerMethod, procRoot, inet, inet6, allOwners, format } = settings;
  const fields = [...columns, ...keys.map(({ field }) => field)];
  const asks = (what: NamedField['asked']) => fields.some(({ asked }) => asked === what);
  // Data has every owner.
  const all = allOwners || format !== undefined || fields.some(({ name }) => name === 'ownerCount');
  return {
    protocols: protocolsOf(settings),
    families: (['inet', 'inet6'] as const).filter((family) => !(inet || inet6) || settings[family]),
    states: wantedStates({ ...settings, ...selectionOf(settings) }, new ProcRoot(procRoot).moved),
    ...(asks('owners') && { owners: all ? true : ('first' as const), ownerMethod }),
    tcpInfo: asks('tcpInfo'),
    memory: asks('memory'),
    fields: ASKED_FIELDS.filter((name) => fields.some((field) => field.name === name)),
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
