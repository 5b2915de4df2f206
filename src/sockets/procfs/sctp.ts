import { isOutOfReach, SockdiagError } from '../../base/errors.ts';
import type { ProcRoot } from '../../kernel/procfs/root.ts';
import { tableLines } from '../../kernel/procfs/table-lines.ts';
import { countIncomplete, countMalformed } from '../../kernel/report.ts';
import { STATE_NUMBERS } from '../../uapi/sockets.ts';
import type { ScanReport } from '../table/report.ts';
import { SocketTable } from '../table/socket-table.ts';
import type { TableOptions } from '../table/table-options.ts';
import { countLines } from './net-inet.ts';
import { parseNetSctp, type SctpFile, type SctpRows } from './net-sctp.ts';
import { SeenAssociations } from './seen-associations.ts';

/** What of SCTP's two files is wanted. */
export interface SctpRequest extends SctpRows {
  memory?: TableOptions['memory'];
  fields?: TableOptions['fields'];
}

/** Each by the name netstat has for its lines. */
const FILES = [
  ['eps', 'sctp eps'],
  ['assocs', 'sctp assoc'],
] as const satisfies [SctpFile, string][];

/** No association is in it. */
const LISTEN_ALONE = 1 << STATE_NUMBERS.LISTEN;

/**
 * Reads the endpoints, then the associations, of both IP versions. Throws SockdiagError with the errno of open or read, behind what the other
 * file has.
 */
export async function* procSctpSockets(
  root: ProcRoot,
  request: SctpRequest,
  report: ScanReport,
  signal?: AbortSignal,
): AsyncGenerator<SocketTable, void, undefined> {
  let failure: SockdiagError | undefined;
  for (const [file, kind] of FILES) {
    if (file === 'assocs' && request.states === LISTEN_ALONE) break;
    try {
      yield* readFile(root, { file, kind }, request, report, signal);
    } catch (error) {
      if (!(error instanceof SockdiagError) || !isOutOfReach(error)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
}

async function* readFile(
  root: ProcRoot,
  { file, kind }: { file: SctpFile; kind: (typeof FILES)[number][1] },
  request: SctpRequest,
  report: ScanReport,
  signal: AbortSignal | undefined,
): AsyncGenerator<SocketTable, void, undefined> {
  const { memory, fields } = request;
  const seen = new SeenAssociations();
  let malformed = 0;
  let incomplete = 0;
  try {
    for await (const lines of tableLines(root.net(`sctp/${file}`), true, signal)) {
      const table = new SocketTable(countLines(lines), report, { sctp: true, memory, fields });
      const counts = parseNetSctp(lines, file, request, table, seen);
      report.duplicates += counts.duplicates;
      malformed += counts.malformed;
      incomplete += counts.incomplete;
      if (table.length > 0) yield table;
    }
  } finally {
    // A query of both families reads the file twice, and what cannot be read is of neither.
    countMalformed(report, kind, malformed - (report.malformed[kind] ?? 0));
    countIncomplete(report, kind, incomplete);
  }
}
