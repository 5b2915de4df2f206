import { isMissing, malformedReply, SockdiagError } from '../../base/errors.ts';
import type { Addon } from '../../kernel/addon/addon.ts';
import { Attributes } from '../../kernel/netlink/attributes.ts';
import { NETLINK_ROUTE } from '../../kernel/netlink/dump.ts';
import { buildDumpRequest, HEADER_LENGTH } from '../../kernel/netlink/message.ts';
import { dumpMessages, type WalkChunk } from '../../kernel/netlink/table-dump.ts';
import type { TableReport } from '../../kernel/report.ts';
import { TABLE_LOCAL, TABLE_MAIN } from '../../uapi/routes.ts';

/** `include/uapi/linux/rtnetlink.h` */
const RTM_NEWRULE = 32;
const RTM_GETRULE = 34;

/** `struct fib_rule_hdr`, `include/uapi/linux/fib_rules.h`: family, two lengths, tos, table, two reserved, action, 32 bits of flags. */
const RULE_LENGTH = 12;
const ACTION = 7;
const FR_ACT_TO_TBL = 1;
const FRA_TABLE = 15;

const OPERATION = 'rtnetlink rules';
const attributes = new Attributes(OPERATION);

/**
 * The tables of a family that are there whether they have routes or not: main and local, and those that a rule names, because a rule makes
 * its table. Empty where the kernel has no rules, and so one table.
 */
export async function readRuleTables(
  addon: Addon,
  family: number,
  report: TableReport,
  signal?: AbortSignal,
): Promise<Set<number>> {
  const request = buildDumpRequest(RTM_GETRULE, Uint8Array.of(family, ...new Array(RULE_LENGTH - 1).fill(0)));
  const tables = new Set([TABLE_MAIN, TABLE_LOCAL]);
  try {
    const dumped = { protocol: NETLINK_ROUTE, request, operation: OPERATION };
    for await (const walk of dumpMessages(addon, dumped, report, signal)) addRuleTables(walk, family, tables);
  } catch (error) {
    if (!(error instanceof SockdiagError) || !isMissing(error)) throw error;
    return new Set();
  }
  return tables;
}

/** Adds the tables of the rules of one chunk. Throws ERR_MALFORMED_REPLY for a length that does not fit. */
export function addRuleTables(walk: WalkChunk, family: number, tables: Set<number>): void {
  walk((reply, start, end, type) => {
    if (type !== RTM_NEWRULE) return;
    if (end - start < RULE_LENGTH) {
      throw malformedReply(OPERATION, HEADER_LENGTH + end - start, HEADER_LENGTH + RULE_LENGTH);
    }
    if (reply.u8[start] !== family || reply.u8[start + ACTION] !== FR_ACT_TO_TBL) return;
    attributes.reset(reply, start + RULE_LENGTH, end);
    while (attributes.next()) {
      if (attributes.type !== FRA_TABLE) continue;
      const table = attributes.u32();
      // A rule that names none leads to the one of an interface of its own kind (l3mdev).
      if (table !== 0) tables.add(table);
    }
  });
}
