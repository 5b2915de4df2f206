import { damagedFile, SockdiagError } from '../../base/errors.ts';
import { Batch } from '../../kernel/batch.ts';
import type { ProcRoot } from '../../kernel/procfs/root.ts';
import { tableLines } from '../../kernel/procfs/table-lines.ts';
import { countLinesIn, type LineCounts, type TableReport } from '../../kernel/report.ts';
import { TABLE_MAIN } from '../../uapi/routes.ts';
import { AF_INET } from '../../uapi/sockets.ts';
import { type Route, toRoute } from '../route.ts';
import { isNullEntry, RouteRecord } from '../route-record.ts';
import { parseNetIpv6Route } from './net-ipv6-route.ts';
import { parseNetRoute } from './net-route.ts';

/**
 * The routes of one family from its file, a chunk at a time.
 * @param table - what /proc cannot give of it alone is missing, as if there were no file: IPv4 has the table main and no other,
 *   IPv6 all of them and does not tell which is which
 * @param nullEntries - those at the roots of IPv6 tables are wanted too
 */
export async function* procRoutes(
  root: ProcRoot,
  family: number,
  { table, nullEntries = false }: { table: number | undefined; nullEntries?: boolean },
  report: TableReport,
  signal?: AbortSignal,
): AsyncGenerator<Batch<RouteRecord, Route>, void, undefined> {
  const name = family === AF_INET ? 'inet' : 'inet6';
  const path = root.net(family === AF_INET ? 'route' : 'ipv6_route');
  if (table !== undefined && (family !== AF_INET || table !== TABLE_MAIN)) {
    throw missing(`${path} does not tell routes of table ${table}`);
  }
  let first = true;
  // For each page of the IPv6 file the kernel walks all routes before it again.
  for await (const bytes of tableLines(path, false, signal, family === AF_INET ? 'here' : 'thread')) {
    if (first && family === AF_INET && !isHeading(bytes))
      throw damagedFile(path, 'it does not begin with its headings');
    const chunk = { family, bytes, first, nullEntries };
    yield procBatch(chunk, (counts) => countLinesIn(report, name, counts));
    first = false;
  }
  // The heading comes with the table: in a new network namespace there is neither.
  if (first && family === AF_INET) throw missing(`${path}: no table ${TABLE_MAIN}`);
}

/** Some whole lines of a family's file. */
export interface ProcChunk {
  family: number;
  bytes: Uint8Array;
  /** They begin the file. */
  first: boolean;
  nullEntries?: boolean;
}

/**
 * The routes of some whole lines.
 * @param onCounts - told once, on the first walk, how many lines could not be read, and rows lack a number
 */
export function procBatch(
  { family, bytes, first, nullEntries = false }: ProcChunk,
  onCounts: (counts: LineCounts) => void,
): Batch<RouteRecord, Route> {
  const record = new RouteRecord();
  let counted = false;
  return new Batch((visit) => {
    const each = () => {
      if (nullEntries || family === AF_INET || !isNullEntry(record)) visit(record);
    };
    const counts =
      family === AF_INET ? parseNetRoute(bytes, first, record, each) : parseNetIpv6Route(bytes, record, each);
    if (!counted) onCounts(counts);
    counted = true;
  }, toRoute);
}

/** The only file whose columns netstat finds by their headings. */
function isHeading(bytes: Uint8Array): boolean {
  return HEADING.every((byte, i) => bytes[i] === byte);
}

const HEADING = Buffer.from('Iface');

function missing(message: string): SockdiagError {
  return new SockdiagError(message, { code: 'ENOENT' });
}
