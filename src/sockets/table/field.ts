/** How a field is kept, and what its getter makes of that. */
export type Kind =
  /** One number a row. */
  | { is: 'u8' | 'u16' | 'u32' }
  /** One byte a row, 0 or 1. */
  | { is: 'boolean' }
  /** One byte a row: the number of a name in a list of uapi/sockets.ts; `otherwise` for a number that is not in it. */
  | { is: 'code'; names: 'STATES' | 'TIMERS' | 'SOCKET_TYPES' | 'ASSOCIATION_STATES'; type: string; otherwise: string }
  /** Two words a row, the low one first; decimal text in JSON. */
  | { is: 'id64' }
  /** Sixteen bytes a row, in network order; IPv4 takes the first four. */
  | { is: 'address' }
  /** Text of ASCII, so many bytes a row at most, with NULs behind it. */
  | { is: 'text'; bytes: number }
  /** As many bytes as there are. */
  | { is: 'bytes' }
  /** No column of its own. */
  | { is: 'derived' };

/** What asks for a field in a query: an option of its own, or its name in `fields`. Other fields cost nothing and are always there. Rates are asked for of snapshots() alone. */
export type Asked = 'owners' | 'tcpInfo' | 'memory' | 'fields' | 'rates';

export interface Field {
  kind: Kind;
  /** The heading of its column in a listing. */
  heading: string;
  /** The doc comment of its getter. */
  doc: string;
  /** What its column holds, where that is not what the getter gives. */
  column?: string;
  unit?: 'bytes' | 'ms' | 'packets';
  /** The source may not know it: then its bit in the row's `unknown` word is set, its column holds 0, and it is null. */
  mayBeUnknown?: true;
  /** The only rows that have it; for others it is null. Fields of `unix` and `sctp` have columns only in tables that have such rows. */
  on?: 'inet' | 'unix' | 'sctp';
  asked?: Asked;
  /** The function of readers.ts that makes the value, with its type, where the kind does not say it all. */
  read?: { by: string; type: string };
  /** Left out of plain data: `column` has no getter either. */
  hidden?: 'json' | 'column';
  /** What several rows together have of it. */
  fold?: 'sum' | 'max' | 'mean';
  /** Further words for it. */
  words?: readonly string[];
}
