import { Lookahead } from '../../base/lookahead.ts';
import type { Addon } from '../../kernel/addon/addon.ts';
import { dump, NETLINK_SOCK_DIAG } from '../../kernel/netlink/dump.ts';
import type { ScanReport } from '../table/report.ts';
import type { SocketTable } from '../table/socket-table.ts';
import { type DiagRequest, diagRequest } from './diag-request.ts';

/** Asks sock_diag for one table of the kernel; each part of its reply becomes a batch. What decodes them is loaded while the kernel works. */
export async function* diagSockets(
  addon: Addon,
  request: DiagRequest,
  report: ScanReport,
  signal?: AbortSignal,
): AsyncGenerator<SocketTable, void, undefined> {
  const replies = new Lookahead(dump(addon, NETLINK_SOCK_DIAG, diagRequest(request), signal)).start();
  const { replyDecoder } = await import('./reply-decoder.ts');
  const decode = replyDecoder(request, report);
  for await (const reply of replies) {
    const table = decode(reply);
    if (table.length > 0) yield table;
  }
}
