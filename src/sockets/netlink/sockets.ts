import { SockdiagError } from '../../base/errors.ts';
import { Lookahead } from '../../base/lookahead.ts';
import type { Addon } from '../../kernel/addon/addon.ts';
import { dump, NETLINK_SOCK_DIAG } from '../../kernel/netlink/dump.ts';
import { AF_INET6, protocolName } from '../../uapi/sockets.ts';
import { isNewerTest } from '../filter/bytecode.ts';
import { ANY, type KernelTest, widened } from '../filter/kernel-test.ts';
import { type ScanReport, socketPart } from '../table/report.ts';
import type { SocketTable } from '../table/socket-table.ts';
import { type DiagRequest, diagRequest } from './diag-request.ts';

/**
 * Asks sock_diag for one table of the kernel; each part of its reply becomes a batch. A kernel that refuses a test is asked again without what it
 * may refuse: what is too new for it, and the mark without CAP_NET_ADMIN.
 */
export async function* diagSockets(
  addon: Addon,
  request: DiagRequest,
  report: ScanReport,
  signal?: AbortSignal,
): AsyncGenerator<SocketTable, void, undefined> {
  let begun = false;
  try {
    for await (const table of ask(addon, request, report, signal)) {
      begun = true;
      yield table;
    }
  } catch (error) {
    const test = begun || request.both ? undefined : lesserTest(request.test, error);
    if (!test) throw error;
    const { family, protocol } = request;
    const part = socketPart(protocolName(family, protocol), family === AF_INET6 ? 'inet6' : 'inet');
    const reason = `the kernel does not filter by what was asked for: ${(error as Error).message}`;
    report.sources[part] = { source: 'netlink', reason };
    yield* ask(addon, { ...request, test }, report, signal);
  }
}

/** What decodes the reply is loaded while the kernel works. */
async function* ask(
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

/** The test without what this error may be about; undefined where there is nothing such in it. */
function lesserTest(test: KernelTest = ANY, error: unknown): KernelTest | undefined {
  const refused = error instanceof SockdiagError && (error.code === 'EINVAL' || error.code === 'EPERM');
  if (!refused) return undefined;
  let newer = false;
  const lesser = widened(test, (leaf) => {
    newer ||= isNewerTest(leaf);
    return !isNewerTest(leaf);
  });
  return newer ? lesser : undefined;
}
