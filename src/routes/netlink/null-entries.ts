import type { LinkNames } from '../../kernel/netlink/link-names.ts';
import { LOOPBACK_IFINDEX, RTF_NONEXTHOP, RTF_REJECT, RTN_UNREACHABLE, RTPROT_KERNEL } from '../../uapi/routes.ts';
import { AF_INET6 } from '../../uapi/sockets.ts';
import { NULL_ENTRY_METRIC, type RouteRecord } from '../route-record.ts';
import { setInterface } from './route-hops.ts';

/** The kernel has its tables by the last byte of their number (FIB6_TABLE_HASHSZ of `include/net/ip6_fib.h`), and lists them by it. */
const bucketOf = (table: number) => table & 0xff;

const NONE: readonly number[] = [];

/**
 * Where the entries at the roots of IPv6 tables belong among the routes. Each table without a default route has one, behind its routes:
 * /proc lists it, rtnetlink does not.
 */
export class NullEntries {
  /** Tables that are there without routes too, in the kernel's order. */
  readonly #known: readonly number[];
  /** How many of these the walk has behind it. */
  #passed = 0;
  /** The table whose routes come now. */
  #table: number | undefined;
  /** Whether it has a default route, which comes last in it. */
  #rooted = false;
  /** Tables of this bucket that had routes. */
  #seen: readonly number[] = NONE;

  constructor(known: Iterable<number>) {
    this.#known = [...known].sort((a, b) => bucketOf(a) - bucketOf(b));
  }

  copy(): NullEntries {
    const copy = new NullEntries(this.#known);
    copy.#passed = this.#passed;
    copy.#table = this.#table;
    copy.#rooted = this.#rooted;
    copy.#seen = this.#seen;
    return copy;
  }

  /** The tables whose entries stand before this route, which comes next. */
  before({ table, prefixLength, sourcePrefixLength }: RouteRecord): readonly number[] {
    const rooted = prefixLength === 0 && sourcePrefixLength === 0;
    if (table === this.#table) {
      this.#rooted = rooted;
      return NONE;
    }
    const tables = [...this.#ended(), ...this.#empty(bucketOf(table))];
    if (this.#table === undefined || bucketOf(this.#table) !== bucketOf(table)) this.#seen = NONE;
    this.#seen = [...this.#seen, table];
    this.#table = table;
    this.#rooted = rooted;
    return tables;
  }

  /** Those behind the last route. */
  rest(): readonly number[] {
    return [...this.#ended(), ...this.#empty(Number.POSITIVE_INFINITY)];
  }

  #ended(): readonly number[] {
    return this.#table === undefined || this.#rooted ? NONE : [this.#table];
  }

  /** Tables without routes up to a bucket. */
  #empty(bucket: number): readonly number[] {
    const tables: number[] = [];
    for (; this.#passed < this.#known.length; this.#passed++) {
      const table = this.#known[this.#passed] as number;
      if (bucketOf(table) >= bucket) break;
      if (!this.#seen.includes(table)) tables.push(table);
    }
    return tables;
  }
}

/** `fib6_null_entry_template` of `net/ipv6/route.c`. */
export function fillNullEntry(record: RouteRecord, table: number, links: LinkNames): void {
  record.clear(AF_INET6);
  setInterface(record.hop, LOOPBACK_IFINDEX, links);
  record.table = table;
  record.protocol = RTPROT_KERNEL;
  record.type = RTN_UNREACHABLE;
  record.metric = NULL_ENTRY_METRIC;
  record.scope = record.tos = record.flags = record.preference = 0;
  record.rtfFlags = RTF_REJECT | RTF_NONEXTHOP;
}
