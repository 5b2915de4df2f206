import { readFileSync } from 'node:fs';
import { SockdiagError } from '../../base/errors.ts';
import { sharedState } from '../../base/shared-state.ts';
import { ADDON_VERSION, type Addon, NO_ADDON, type SocketIteratorHandle } from '../../kernel/addon/addon.ts';
import type { ProcRoot } from '../../kernel/procfs/root.ts';
import type { OwnerMethodName } from '../table/report.ts';
import type { OwnerQuery } from './process-fd.ts';

/**
 * Open files of the whole machine from which on the program saves more time than it takes to load. They are what a scan has to
 * read; the sockets of this network namespace may be few beside them. Measured as root in fresh processes, with two threads: from
 * 1,500 to 2,000 descriptors on the first search is sooner done with the light skeleton. By libbpf it would be from 8,000 on.
 */
const WORTH_LOADING = 2_000;

/** How long a loaded program is kept for a further search, in ms. */
const KEEP_MS = 10_000;

const BPF_UNAVAILABLE = 'ERR_BPF_UNAVAILABLE';

/** What all copies of this package in a thread know of the program. */
interface ProgramState {
  /** Set while a loaded program waits for a further search. */
  kept?: { iterator: SocketIteratorHandle; timer: NodeJS.Timeout } | undefined;
  /** Why it cannot be used here, once that was tried. */
  unusable?: SockdiagError;
}

const programState = () => sharedState<ProgramState>(`program.${ADDON_VERSION}`, () => ({}));

/** What a search can draw on. */
export interface OwnerSources {
  root: ProcRoot;
  addon: Addon | undefined;
  /** Why there is none. */
  addonMissing: string | undefined;
}

/** The program to search with, or why it is to be /proc. */
export type MethodChoice =
  | { iterator: SocketIteratorHandle; reason?: undefined }
  | { iterator?: undefined; reason: string };

/** Settles how owners are found. Throws when the method that is named cannot be had. */
export function chooseMethod(
  named: 'auto' | OwnerMethodName,
  sources: OwnerSources,
  { pids }: OwnerQuery,
): MethodChoice {
  if (named === 'bpf' && sources.root.moved) {
    throw new TypeError(`ownerMethod: bpf knows this system alone, not a procRoot of ${sources.root.path}`);
  }
  const { unusable } = programState();
  if (named === 'bpf' && unusable) throw unusable;
  const reason = obstacle(named, sources) ?? (named === 'auto' ? notWorthIt(pids) : undefined);
  if (reason !== undefined && named === 'bpf') {
    throw bpfUnavailable(sources.addon ? reason : `${reason}: ${sources.addonMissing}`);
  }
  return reason === undefined ? { iterator: takeIterator(sources.addon as Addon) } : { reason };
}

function obstacle(named: 'auto' | OwnerMethodName, sources: OwnerSources): string | undefined {
  if (named === 'procfs') return 'procfs was asked for';
  if (sources.root.moved) return `/proc is ${sources.root.path}`;
  if (!sources.addon) return NO_ADDON;
  if (process.env.SOCKDIAG_BPF === '0') return 'turned off by SOCKDIAG_BPF=0';
  return programState().unusable?.message;
}

function notWorthIt(pids: OwnerQuery['pids']): string | undefined {
  if (pids) return 'only some processes are searched';
  if (programState().kept) return undefined;
  const files = openFiles();
  if (files === undefined) return 'not known how many files are open: /proc/sys/fs/file-nr cannot be read';
  return files < WORTH_LOADING ? `${files} open files are too few for loading the BPF program` : undefined;
}

/** The first number of `/proc/sys/fs/file-nr`: what the kernel has open, for all processes. */
function openFiles(): number | undefined {
  try {
    return Number.parseInt(readFileSync('/proc/sys/fs/file-nr', 'latin1'), 10);
  } catch {
    return undefined;
  }
}

function takeIterator(addon: Addon): SocketIteratorHandle {
  const state = programState();
  if (!state.kept) return new addon.SocketIterator();
  clearTimeout(state.kept.timer);
  const { iterator } = state.kept;
  state.kept = undefined;
  return iterator;
}

/** Keeps a program that has worked for a while: the next search need not load it. */
export function keepIterator(iterator: SocketIteratorHandle): void {
  const state = programState();
  if (state.kept) {
    // Two searches ran side by side, each with a program of its own.
    iterator.close();
    return;
  }
  const timer = setTimeout(() => {
    state.kept = undefined;
    iterator.close();
  }, KEEP_MS);
  timer.unref();
  state.kept = { iterator, timer };
}

/** Remembers that the program cannot be used: it is not tried again. */
export function rememberUnusable(error: SockdiagError): void {
  if (error.code === BPF_UNAVAILABLE) programState().unusable = error;
}

export function bpfUnavailable(reason: string): SockdiagError {
  return new SockdiagError(`bpf: ${reason}`, { code: BPF_UNAVAILABLE });
}
