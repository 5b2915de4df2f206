import { SockdiagError } from '../../base/errors.ts';
import type { Addon } from '../../kernel/addon/addon.ts';
import { Batch } from '../../kernel/batch.ts';
import { NETLINK_NETFILTER } from '../../kernel/netlink/dump.ts';
import { dumpMessages } from '../../kernel/netlink/table-dump.ts';
import type { TableReport } from '../../kernel/report.ts';
import { type Translation, toTranslation } from '../translation.ts';
import { TranslationRecord } from '../translation-record.ts';
import { CONNTRACK_NEW, conntrackRequest, decodeTranslation, OPERATION } from './conntrack.ts';

/** Asks ctnetlink for the connections that are translated; each part of its reply becomes a batch. */
export async function* netlinkTranslations(
  addon: Addon,
  report: TableReport,
  signal?: AbortSignal,
): AsyncGenerator<Batch<TranslationRecord, Translation>, void, undefined> {
  const record = new TranslationRecord();
  const request = { protocol: NETLINK_NETFILTER, request: conntrackRequest(), operation: OPERATION };
  try {
    for await (const walk of dumpMessages(addon, request, report, signal)) {
      yield new Batch((visit) => {
        walk((reply, start, end, type) => {
          if (type === CONNTRACK_NEW && decodeTranslation(reply, start, end, record)) visit(record);
        });
      }, toTranslation);
    }
  } catch (error) {
    throw error instanceof SockdiagError && error.code === 'EINVAL' ? noSubsystem(error) : error;
  }
}

/** nfnetlink answers so where the kernel has no ctnetlink; nothing else of this request could be invalid. */
function noSubsystem(cause: SockdiagError): SockdiagError {
  const message = `${OPERATION}: not in this kernel (nf_conntrack_netlink)`;
  return new SockdiagError(message, { code: 'ENOENT', syscall: OPERATION, errno: cause.errno, cause });
}
