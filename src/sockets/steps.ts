import { SockdiagError } from '../base/errors.ts';
import { Lookahead } from '../base/lookahead.ts';
import type { Addon } from '../kernel/addon/addon.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { readPart } from '../kernel/read-part.ts';
import type { PartSource } from '../kernel/report.ts';
import { chooseSource, type SourceChoice } from '../kernel/source-choice.ts';
import { FAMILY_NUMBERS, PROTOCOL_NUMBERS, type Protocol, STATE_NUMBERS, TCP_BOUND_INACTIVE } from '../uapi/sockets.ts';
import { anyOf } from './filter/kernel-test.ts';
import type { DiagRequest } from './netlink/diag-request.ts';
import { diagSockets } from './netlink/sockets.ts';
import type { PlannedQuery } from './planned-query.ts';
import { fileStates, isMerged, portFilter, type Query, querySteps, type Step, stateMask } from './query.ts';
import { newReport, type ScanReport, type SocketPart, socketPart } from './table/report.ts';
import type { SocketTable } from './table/socket-table.ts';
import { TablePool } from './table/table-pool.ts';

/** The bits of all states. */
const ALL = -1;

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
  query: PlannedQuery,
  sources: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, void, undefined> {
  const steps = joinedSteps(plannedSteps(query), query, sources);
  const read = (step: ReadStep) => new Lookahead(readStep(step, query, sources, report));
  let ahead: Lookahead<SocketTable> | undefined;
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

/** The tables in which a socket can be that passes the filter. */
function plannedSteps(query: PlannedQuery): Step[] {
  const { plan } = query;
  return querySteps(query).filter((step) => plan === undefined || plan.table(step) !== undefined);
}

/** A step, or both of TCP in one. */
interface ReadStep extends Step {
  both?: true;
}

/** The steps, those of TCP joined where the kernel can be asked for both at once. */
function joinedSteps(steps: readonly Step[], query: PlannedQuery, { netlink }: Sources): ReadStep[] {
  const tcp = steps.filter(({ protocol }) => protocol === 'tcp');
  const [first, second] = tcp;
  if (query.order !== 'any' || !netlink || !first || !second || isMerged(first, query)) return [...steps];
  return steps.flatMap((step) => (step === first ? { ...step, both: true } : step === second ? [] : step));
}

/** TCP's sockets of both IP versions. Gives false, and no socket, where the kernel refuses that: each may then be asked for alone. */
async function* readBoth(
  addon: Addon,
  query: PlannedQuery,
  sources: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, boolean, undefined> {
  const requests = (['inet', 'inet6'] as const).map((family) =>
    tableRequest({ protocol: 'tcp', family }, query, sources),
  );
  const [ipv4, ipv6] = requests as [DiagRequest, DiagRequest];
  const test = ipv4.test && ipv6.test && anyOf([ipv4.test, ipv6.test]);
  const request = { ...ipv4, both: true, states: ipv4.states | ipv6.states, test };
  let begun = false;
  try {
    for await (const batch of diagSockets(addon, request, report, query.signal)) {
      begun = true;
      report.sources.tcp = report.sources.tcp6 = { source: 'netlink' };
      yield batch;
    }
    report.sources.tcp = report.sources.tcp6 = { source: 'netlink' };
    return true;
  } catch (error) {
    if (begun || !(error instanceof SockdiagError)) throw error;
    return false;
  }
}

/** The sockets of one table of the kernel. */
async function* readStep(
  step: ReadStep,
  query: PlannedQuery,
  sources: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, void, undefined> {
  if (step.both) {
    if (yield* readBoth(sources.netlink as Addon, query, sources, report)) return;
    for (const family of ['inet', 'inet6'] as const)
      yield* readStep({ protocol: 'tcp', family }, query, sources, report);
    return;
  }
  if (step.protocol === 'sctp' && sources.procfs && query.procFields?.includes('sctp')) {
    if (yield* readSctpFiles(step, query, sources, report)) return;
  }
  const name = socketPart(step.protocol, step.family);
  yield* readPart(
    {
      name,
      netlink: (addon) => netlinkSockets(addon, step, query, sources, report),
      ...(hasProcFile(step.protocol) && { procfs: (root) => fileSockets(root, step, query, report) }),
    },
    sources,
    report,
  );
}

/**
 * Yields what /proc has of SCTP: the first step has the sockets of both IP versions, and none is left to another one. False when
 * it has no such files.
 */
async function* readSctpFiles(
  step: Step,
  query: PlannedQuery,
  sources: Sources,
  report: ScanReport,
): AsyncGenerator<SocketTable, boolean, undefined> {
  const parts = plannedSteps(query).flatMap(({ protocol, family }) =>
    protocol === 'sctp' ? socketPart(protocol, family) : [],
  );
  if (socketPart(step.protocol, step.family) !== parts[0])
    return report.sources[parts[0] as SocketPart]?.source === 'procfs';
  const reason = sources.netlinkReason || 'its order was asked for';
  const note = (failed?: PartSource) => {
    const source: PartSource =
      failed?.code === undefined ? { source: 'procfs', reason } : { ...failed, reason: `${reason}; ${failed.reason}` };
    for (const part of parts) report.sources[part] = source;
  };
  const request = { ...rowsOf(query), states: fileStates() };
  const files = {
    name: 'sctp',
    procfs: (root: ProcRoot) =>
      lateItems(async () => (await import('./procfs/sctp.ts')).procSctpSockets(root, request, report, query.signal)),
  } as const;
  const read = newReport();
  for await (const batch of readPart(files, sources, read)) {
    note();
    yield batch;
  }
  if (read.sources.sctp?.source === 'none') return false;
  note(read.sources.sctp);
  return true;
}

function netlinkSockets(
  addon: Addon,
  step: Step,
  query: PlannedQuery,
  sources: Sources,
  report: ScanReport,
): AsyncIterable<SocketTable> {
  const merging = isMergedHere(step, query, sources);
  const request = tableRequest(step, query, sources);
  const batches = diagSockets(addon, request, report, query.signal);
  if (!merging) return batches;
  return lateItems(async () =>
    (await import('./merge.ts')).mergeProcFields(batches, step, query, sources.root, report),
  );
}

const isMergedHere = (step: Step, query: Query, { procfs }: Sources) => procfs && isMerged(step, query);

/** What sock_diag is asked of a table. */
function tableRequest(step: Step, query: PlannedQuery, sources: Sources): DiagRequest {
  const table = query.plan?.table(step);
  // Of UNIX sockets to be merged the names of all: in /proc any of them may look like rows of others.
  const all = step.protocol === 'unix' && isMergedHere(step, query, sources);
  return {
    ...rowsOf(query),
    family: FAMILY_NUMBERS[step.family],
    protocol: PROTOCOL_NUMBERS[step.protocol],
    states: all ? stateMask(step.protocol) : stateMask(step.protocol, query.states) & passingStates(table?.states),
    test: table?.test,
    tables: sources.tables,
    tcpInfo: query.tcpInfo,
  };
}

/** A socket that is bound and does not listen is closed to whoever reads its row. */
function passingStates(states = ALL): number {
  return ((states >> STATE_NUMBERS.CLOSE) & 1) === 1 ? states | (1 << TCP_BOUND_INACTIVE) : states;
}

function fileSockets(root: ProcRoot, step: Step, query: PlannedQuery, report: ScanReport): AsyncIterable<SocketTable> {
  const states = fileStates(query.states) & (query.plan?.table(step)?.states ?? ALL);
  const wanted = { ...rowsOf(query), ...step, states, tcpInfo: query.tcpInfo };
  return lateItems(async () => (await import('./procfs/sockets.ts')).procSockets(root, wanted, report, query.signal));
}

/** What is read by code that few runs need, and that is loaded for it. */
async function* lateItems<Item>(load: () => Promise<AsyncIterable<Item>>): AsyncGenerator<Item, void, undefined> {
  yield* await load();
}

/** DCCP never had one, and MPTCP has none. */
function hasProcFile(protocol: Protocol): boolean {
  return protocol !== 'dccp' && protocol !== 'mptcp';
}

/** What a query says of the rows of every table. */
function rowsOf(query: Query) {
  return { ports: portFilter(query), memory: query.memory, fields: query.fields };
}
