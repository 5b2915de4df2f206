import { isMissing, SockdiagError } from '../base/errors.ts';
import type { Addon } from '../kernel/addon.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { chooseSource, type SourceChoice } from '../kernel/source-choice.ts';
import { FAMILY_NUMBERS, PROTOCOL_NUMBERS } from '../uapi/sockets.ts';
import { Lookahead } from './lookahead.ts';
import { isMerged, mergeProcFields } from './merge.ts';
import { diagSockets } from './netlink/sockets.ts';
import { procSctpSockets } from './procfs/sctp.ts';
import { hasProcFile, procSockets } from './procfs/sockets.ts';
import { portFilter, type Query, querySteps, type Step, stateMask } from './query.ts';
import type { ScanReport } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';
import { TablePool } from './table/table-pool.ts';

/** What a query may draw on. */
export interface Sources extends SourceChoice {
  /** Of batches that were given back. */
  tables: TablePool;
}

/** Settles what a query draws on. Throws when it names a source that cannot be had. */
export function chooseSources(query: Query): Sources {
  return { ...chooseSource(query), tables: new TablePool() };
}

/**
 * The sockets of all tables a query needs, one table after the other. While a protocol's IPv4 sockets come the kernel begins
 * with its IPv6 ones: it walks all of both to find either.
 */
export async function* readSteps(
  query: Query,
  sources: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, void, undefined> {
  const steps = querySteps(query);
  const read = (step: Step) => new Lookahead(readStep(step, query, sources, report));
  let ahead: Lookahead | undefined;
  try {
    for (const [at, step] of steps.entries()) {
      const batches = ahead ?? read(step);
      const next = steps[at + 1];
      ahead = undefined;
      for await (const batch of batches) {
        // Its rows show that the source works.
        if (!ahead && next?.protocol === step.protocol) ahead = read(next).start();
        yield batch;
      }
    }
  } finally {
    // Not waited for: it ends with the query's signal.
    ahead?.close().catch(() => {});
  }
}

/**
 * The sockets of one table of the kernel, from sock_diag or, where it lacks them and the query allows, from /proc. What is
 * found is noted in the report, by protocol: once a protocol has fallen back, so do its further tables.
 */
export async function* readStep(
  step: Step,
  query: Query,
  sources: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, void, undefined> {
  if (step.protocol === 'sctp' && sources.procfs && query.procFields?.includes('sctp')) {
    if (yield* readSctpFiles(query, sources, report)) return;
  }
  let reason = sources.netlinkReason;
  const noted = report.sources[step.protocol];
  if (sources.netlink && noted?.source !== 'procfs') {
    const failure = yield* tryNetlink(step, query, sources, report);
    if (failure === undefined) return;
    reason = failure;
  }
  if (sources.procfs) yield* readProcfs(step, query, sources.root, report, noted?.reason ?? reason);
}

/** Yields what /proc has of SCTP, once for all steps. False when it has no such files. */
async function* readSctpFiles(
  query: Query,
  { root, netlinkReason }: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, boolean, undefined> {
  const noted = { source: 'procfs' as const, reason: netlinkReason || 'its order was asked for' };
  if (report.sources.sctp) return report.sources.sctp.source === 'procfs';
  const request = {
    states: stateMask('sctp', undefined),
    ports: portFilter(query),
    memory: query.memory,
    fields: query.fields,
  };
  try {
    for await (const batch of procSctpSockets(root, request, report, query.signal)) {
      report.sources.sctp = noted;
      yield batch;
    }
    report.sources.sctp = noted;
    return true;
  } catch (error) {
    if (report.sources.sctp || !isAbsent(error)) throw error;
    return false;
  }
}

/** Without IPv6, or behind a mask of /proc, a file is not there: that is a kernel without the protocol, not a failure. */
function isAbsent(error: unknown): error is SockdiagError {
  return error instanceof SockdiagError && (isMissing(error) || error.code === 'EACCES');
}

/** Yields what sock_diag has. Returns why it has nothing, after which /proc may be tried. */
async function* tryNetlink(
  step: Step,
  query: Query,
  sources: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, string | undefined, undefined> {
  const merging = sources.procfs && isMerged(step, query);
  const request = {
    family: FAMILY_NUMBERS[step.family],
    protocol: PROTOCOL_NUMBERS[step.protocol],
    // Of UNIX sockets to be merged the names of all: in /proc any of them may look like rows of others.
    states: stateMask(step.protocol, merging && step.protocol === 'unix' ? undefined : query.states),
    ports: portFilter(query),
    tables: sources.tables,
    tcpInfo: query.tcpInfo,
    memory: query.memory,
    fields: query.fields,
  };
  let begun = false;
  try {
    const batches = diagSockets(sources.netlink as Addon, request, report, query.signal);
    const merged = merging ? mergeProcFields(batches, step, query, sources.root, report) : batches;
    for await (const batch of merged) {
      begun = true;
      report.sources[step.protocol] ??= { source: 'netlink' };
      yield batch;
    }
    report.sources[step.protocol] ??= { source: 'netlink' };
    return undefined;
  } catch (error) {
    // Rows that are out cannot be taken back, and a source that was named is not replaced.
    if (begun || !(error instanceof SockdiagError)) throw error;
    if (!sources.procfs && !isMissing(error)) throw error;
    if (!sources.procfs) report.sources[step.protocol] ??= { source: 'none', reason: error.message };
    return error.message;
  }
}

async function* readProcfs(
  step: Step,
  query: Query,
  root: ProcRoot,
  report: ScanReport,
  reason: string,
): AsyncGenerator<SocketTable, void, undefined> {
  if (!hasProcFile(step.protocol)) {
    report.sources[step.protocol] ??= { source: 'none', reason: `${reason}; not in /proc` };
    return;
  }
  const { tcpInfo, memory, fields, signal } = query;
  const states = stateMask(step.protocol, query.states);
  try {
    const wanted = { ...step, states, ports: portFilter(query), tcpInfo, memory, fields };
    const batches = procSockets(root, wanted, report, signal);
    for await (const batch of batches) {
      report.sources[step.protocol] ??= { source: 'procfs', reason };
      yield batch;
    }
    report.sources[step.protocol] ??= { source: 'procfs', reason };
  } catch (error) {
    if (!isAbsent(error)) throw error;
    report.sources[step.protocol] ??= { source: 'none', reason: `${reason}; ${error.message}` };
  }
}
