import { ABSENT } from '../../../base/absent.ts';
import type { MasqueradeEntry } from '../../../masquerade/masquerade-entry.ts';
import { SOURCE_TRANSLATED, type TranslationRecord, translatedEnds } from '../../../masquerade/translation-record.ts';
import { CONNTRACK_PROTOCOLS } from '../../../uapi/conntrack.ts';

const TICKS_PER_SECOND = 100;

/** As netstat calls them among its sockets, where the kernel's name is wider than the column. The address tells IPv6. */
const SHORT_NAMES: Readonly<Record<string, string>> = { udplite: 'udpl', icmpv6: 'icmp' };

/**
 * Puts a connection of conntrack into netstat's columns. Source and destination are those of the original direction, before
 * translation. The third port is the one it goes on under: to whom the server answers where the source is translated, else the
 * server's own. An ICMP query has, as in Linux 2.2, its identifier for source port and its type for destination port.
 * @param sequences - false where the source does not tell how sequence numbers are moved
 */
export function fillEntry(entry: MasqueradeEntry, record: TranslationRecord, sequences: boolean): void {
  const { original, reply } = record;
  const name = CONNTRACK_PROTOCOLS[record.protocol] ?? `${record.protocol}`;
  entry.protocol = SHORT_NAMES[name] ?? name;
  entry.family = record.family;
  entry.source = original.source;
  entry.destination = original.destination;
  entry.expires = record.timeout === ABSENT ? null : record.timeout * TICKS_PER_SECOND;
  if (original.icmpId === ABSENT) {
    const source = (translatedEnds(record) & SOURCE_TRANSLATED) !== 0;
    entry.sourcePort = portOf(original.sourcePort);
    entry.destinationPort = portOf(original.destinationPort);
    entry.masqueradePort = portOf(source ? reply.destinationPort : reply.sourcePort);
  } else {
    entry.sourcePort = original.icmpId;
    entry.destinationPort = original.icmpType;
    entry.masqueradePort = reply.icmpId;
  }
  const { adjusted, position, before, after } = original;
  entry.initialSequence = sequences ? (adjusted ? position : 0) : null;
  entry.delta = sequences ? (adjusted ? after : 0) : null;
  entry.previousDelta = sequences ? (adjusted ? before : 0) : null;
}

/** One for fillEntry() to fill, again and again. */
export function newEntry(): MasqueradeEntry {
  const address = new Uint8Array(0);
  const ports = { sourcePort: 0, destinationPort: 0, masqueradePort: 0 };
  const sequence = { initialSequence: null, delta: null, previousDelta: null };
  return { protocol: '', family: 0, source: address, destination: address, ...ports, expires: null, ...sequence };
}

/** A protocol without ports has 0, which netstat shows as any port. */
function portOf(port: number): number {
  return port === ABSENT ? 0 : port;
}
