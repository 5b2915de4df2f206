import { ABSENT } from '../../src/base/absent.ts';
import { formatAddress } from '../../src/base/address.ts';
import type { NextHopRecord } from '../../src/index.ts';
import { type RouteRecord, type RoutesQuery, type SourceName, scanRoutes } from '../../src/index.ts';
import { AF_INET } from '../../src/uapi/sockets.ts';

/** A line of /proc/net/route or /proc/net/ipv6_route: all that both sources have of a route. */
export type ProcRow = Readonly<Record<string, string | number | null>>;

const latin1 = ({ name, nameLength }: NextHopRecord) => Buffer.from(name.subarray(0, nameLength)).toString('latin1');

/** What /proc/net/route shows: of an IPv6 gateway nothing, of the round-trip time whole milliseconds. */
function inetRow(record: RouteRecord): ProcRow {
  const { destination, prefixLength, hop, metric, rtfFlags, table } = record;
  return {
    destination: formatAddress(AF_INET, destination, 0),
    prefixLength,
    gateway: hop.gatewayFamily === AF_INET ? formatAddress(AF_INET, hop.gateway, 0) : null,
    interface: latin1(hop),
    metric,
    rtfFlags,
    table,
    advmss: record.metricValue(8),
    window: record.metricValue(3),
    rtt: record.metricValue(4) >>> 3,
  };
}

function inet6Row(record: RouteRecord, hop: NextHopRecord, rtfFlags: number): ProcRow {
  const { family, destination, prefixLength, source, sourcePrefixLength, metric, preference, type } = record;
  return {
    destination: formatAddress(family, destination, 0),
    prefixLength,
    source: formatAddress(family, source, 0),
    sourcePrefixLength,
    gateway: hop.gatewayFamily === 0 ? null : formatAddress(hop.gatewayFamily, hop.gateway, 0),
    interface: latin1(hop),
    metric,
    preference,
    type,
    rtfFlags,
  };
}

/** The routes that /proc lists, as lines of its, from either source. */
export async function procRows(
  family: 'inet' | 'inet6',
  source: SourceName,
  query: RoutesQuery = {},
): Promise<ProcRow[]> {
  const rows: ProcRow[] = [];
  const table = family === 'inet' ? { table: 'main' as const } : {};
  for await (const batch of scanRoutes({ ...query, ...table, families: [family], source })) {
    batch.forEach((record) => {
      const { hop, hops, hopCount, nextHopId, rtfFlags, type } = record;
      // The kernel leaves broadcast and multicast out of the IPv4 file.
      if (family === 'inet' && (type === 3 || type === 5)) return;
      if (family === 'inet') rows.push(inetRow(record));
      else if (hopCount === 0 || nextHopId !== 0) rows.push(inet6Row(record, hop, rtfFlags));
      else for (const one of hops.slice(0, hopCount)) rows.push(inet6Row(record, one, one.rtfFlags));
    });
  }
  return rows;
}

/** netlink's rows with the types that /proc says: of most routes it says none. */
export function withSaidTypes(netlink: readonly ProcRow[], procfs: readonly ProcRow[]): ProcRow[] {
  return netlink.map((row, i) => (procfs[i]?.type === ABSENT ? { ...row, type: ABSENT } : row));
}
