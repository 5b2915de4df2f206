import { checkQueryObject } from '../base/arguments.ts';
import { requireLinux, SockdiagError } from '../base/errors.ts';
import type { Addon } from '../kernel/addon/addon.ts';
import type { Batch } from '../kernel/batch.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { readPart } from '../kernel/read-part.ts';
import { newTableReport, type TableReport } from '../kernel/report.ts';
import { collect, type Rows, type TableScan, tableScan } from '../kernel/rows.ts';
import {
  checkSourceQuery,
  chooseSource,
  SOURCE_KEYS,
  type SourceChoice,
  type SourceQuery,
} from '../kernel/source-choice.ts';
import { OPERATION } from './netlink/conntrack.ts';
import { netlinkTranslations } from './netlink/translations.ts';
import { procTranslations } from './procfs/translations.ts';
import type { Translation } from './translation.ts';
import type { TranslationRecord } from './translation-record.ts';

/** Where translations are read. Everything is optional. */
export type MasqueradeQuery = SourceQuery;

/** The table's name in the report. */
const PART = 'nf_conntrack';

/**
 * The connections whose addresses or ports the kernel translates: masquerading and other source NAT, destination NAT, IPVS. They
 * come from its connection tracking, over netlink (ctnetlink) or from `/proc/net/nf_conntrack`, in its order. A connection that
 * the rules of NAT left as it was is not one of them. A kernel without connection tracking gives no rows, and the report's source
 * is `none`.
 * @throws SockdiagError with code `EPERM` or `EACCES` for what the kernel shows to root alone: over netlink it wants CAP_NET_ADMIN
 */
export async function masquerade(query: MasqueradeQuery = {}): Promise<Rows<Translation>> {
  return collect(scanMasquerade(query));
}

/** What masquerade() gives in batches, as they come and in bounded memory. */
export function scanMasquerade(query: MasqueradeQuery = {}): TableScan<TranslationRecord, Translation> {
  requireLinux();
  checkQueryObject(query, SOURCE_KEYS);
  checkSourceQuery(query);
  const choice = chooseSource(query);
  const report = newTableReport(choice);
  return tableScan(read(choice, report, query.signal), report);
}

async function* read(
  choice: SourceChoice,
  report: TableReport,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch<TranslationRecord, Translation>, void, undefined> {
  let refusal: SockdiagError | undefined;
  let capable = true;
  const noteRefusal = async function* <Item>(items: AsyncIterable<Item>) {
    try {
      yield* items;
    } catch (error) {
      if (isRefusal(error)) refusal = error;
      // The kernel's answer to the question itself: a sandbox refuses the socket, or to send.
      if (isRefusal(error) && error.syscall === OPERATION) capable = false;
      throw error;
    }
  };
  const part = {
    name: PART,
    netlink: (addon: Addon) => noteRefusal(netlinkTranslations(addon, report, signal)),
    procfs: (root: ProcRoot) => noteRefusal(procTranslations(root, PART, report, signal)),
  };
  try {
    yield* readPart(part, choice, report);
  } catch (error) {
    throw isRefusal(error) ? explained(error, capable) : error;
  }
  // There is no other part that could stay, and an empty result would say that nothing is translated.
  if (refusal && report.sources[PART]?.source === 'none') throw explained(refusal, capable);
}

function isRefusal(error: unknown): error is SockdiagError {
  return error instanceof SockdiagError && (error.code === 'EPERM' || error.code === 'EACCES');
}

/** Says who would be answered, where that is why there is no answer: not to root of a sandbox or a security module that refuses. */
function explained(cause: SockdiagError, capable: boolean): SockdiagError {
  const { code, syscall, errno } = cause;
  const file = syscall?.startsWith('open ') && process.geteuid?.() !== 0;
  if (capable && !file) return cause;
  const who = capable ? 'root alone' : 'root alone (CAP_NET_ADMIN)';
  return new SockdiagError(`translated connections are shown to ${who}: ${cause.message}`, {
    code,
    syscall,
    errno,
    cause,
  });
}
