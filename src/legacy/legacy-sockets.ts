import { checkList, checkQueryObject } from '../base/arguments.ts';
import { requireLinux } from '../base/errors.ts';
import type { Rows } from '../kernel/rows.ts';
import { LEGACY_FAMILIES, type LegacyFamily, type LegacySocket } from './legacy-socket.ts';
import { parseAx25 } from './procfs/ax25.ts';
import { parseIpx } from './procfs/ipx.ts';
import { parseNetRom } from './procfs/net-rom.ts';
import { parseRose } from './procfs/rose.ts';
import { parseX25 } from './procfs/x25.ts';
import {
  checkTextQuery,
  collectTables,
  readTextTable,
  TEXT_KEYS,
  type TextQuery,
  type TextTable,
} from './text-table.ts';

/** What legacySockets() is asked for. Everything is optional. */
export interface LegacySocketsQuery extends TextQuery {
  /** Default: all of `ipx`, `ax25`, `x25`, `netrom`, `rose`. */
  families?: readonly LegacyFamily[];
}

const KEYS: Readonly<Record<keyof LegacySocketsQuery, true>> = { ...TEXT_KEYS, families: true };

const table = (
  name: LegacyFamily,
  files: readonly string[],
  parse: TextTable<LegacySocket>['parse'],
): TextTable<LegacySocket> => ({ name, files: (root) => files.map((file) => root.net(file)), parse });

/** Where a family has a folder in current kernels, the file of older ones comes second. */
export const LEGACY_SOCKETS: Readonly<Record<LegacyFamily, TextTable<LegacySocket>>> = {
  ipx: table('ipx', ['ipx/socket', 'ipx'], parseIpx),
  ax25: table('ax25', ['ax25'], parseAx25),
  x25: table('x25', ['x25/socket', 'x25'], parseX25),
  netrom: table('netrom', ['nr'], parseNetRom),
  rose: table('rose', ['rose'], parseRose),
};

/**
 * The sockets of AX.25, NET/ROM, ROSE, X.25 and IPX, which are in /proc alone, in the kernel's order and family by family. Of a
 * family the kernel lacks there are none, and the report names it as `none`.
 */
export async function legacySockets(query: LegacySocketsQuery = {}): Promise<Rows<LegacySocket>> {
  requireLinux();
  checkQueryObject(query, KEYS);
  checkTextQuery(query);
  checkList('families', query.families, LEGACY_FAMILIES);
  const { families = LEGACY_FAMILIES, signal } = query;
  const names = LEGACY_FAMILIES.filter((name) => families.includes(name));
  return collectTables(names, (name, report) => readTextTable(LEGACY_SOCKETS[name], query, report), signal);
}
