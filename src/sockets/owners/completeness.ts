import { readFileSync, statfsSync, statSync } from 'node:fs';
import { isThere } from '../../kernel/procfs/open-file.ts';
import type { OwnersIncomplete } from '../table/report.ts';
import { hidesProcesses } from './hidepid.ts';
import type { OwnerQuery, OwnerScan } from './process-fd.ts';
import { PF_KTHREAD, taskFlags } from './task-flags.ts';

/** include/uapi/linux/magic.h */
const PROC_SUPER_MAGIC = 0x9fa0;

/** The namespaces in which the kernel starts, by inode: include/linux/proc_ns.h. */
const INITIAL_USER_NAMESPACE = 0xeffffffd;
const INITIAL_PID_NAMESPACE = 0xeffffffc;

/** The pid of the kernel's thread that starts its others: kthreadd. */
const KTHREADD = 2;

/** Why a search that is over may not have seen all it was to see: nothing where it saw all. */
export function incompleteReasons(
  root: string,
  { pids }: OwnerQuery,
  { counts: { vanished, forbidden }, untold }: Pick<OwnerScan, 'counts' | 'untold'>,
): OwnersIncomplete[] {
  const reasons: OwnersIncomplete[] = forbidden > 0 ? ['forbidden'] : [];
  if (untold > 0) reasons.push('threads');
  // Of processes that were named only those that were not found can be hidden, and no others count.
  if (pids && vanished === 0) return reasons;
  if (!isProc(root)) return [...reasons, 'no-proc'];
  if (hides(root)) reasons.push('hidepid');
  if (!pids && !seesAllNamespaces(root)) reasons.push('pid-namespace');
  return reasons;
}

/** Whether it is the kernel's own: another folder is a copy, with those processes that were copied, or what is left where none is mounted. */
function isProc(root: string): boolean {
  try {
    return statfsSync(root).type === PROC_SUPER_MAGIC;
  } catch {
    return false;
  }
}

function hides(root: string): boolean {
  // In a pid namespace below its own this process has no number.
  const self = isThere(`${root}/self/status`) ? `${root}/self` : '/proc/self';
  return hidesProcesses({
    status: readText(`${self}/status`) ?? '',
    mountinfo: () => readText(`${self}/mountinfo`) ?? '',
    device: statSync(root).dev,
    initialUser: inode(`${self}/ns/user`) === INITIAL_USER_NAMESPACE,
    // It is always there: that it is not seen says more than all rules.
    init: isThere(`${root}/1`),
  });
}

/** Whether its pid namespace is the initial one, in which every process has a number. */
function seesAllNamespaces(root: string): boolean {
  // This process has a number there only if its namespace is that one or one below; of an initial one there is none above.
  if (inode(`${root}/self/ns/pid`) === INITIAL_PID_NAMESPACE) return true;
  return inode(`${root}/1/ns/pid`) === INITIAL_PID_NAMESPACE || isKernelThread(`${root}/${KTHREADD}`);
}

/** The kernel's own threads have numbers in the initial pid namespace alone. */
function isKernelThread(process: string): boolean {
  return (taskFlags(process) & PF_KTHREAD) !== 0;
}

/** Undefined where there is none, or this process may not ask for it. */
function inode(path: string): number | undefined {
  try {
    return statSync(path).ino;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
