import type { Family, Protocol, SocketType } from '../../uapi/sockets.ts';
import type { Container } from '../processes/cgroup-path.ts';
import type { AskedState } from '../query.ts';
import type { ScanReport } from '../table/report.ts';

/** A process that has started another one. */
export interface Ancestor {
  pid: number;
  /** The kernel's name of it, at most 15 bytes. */
  comm: string;
  /** Its effective user id; null where it could not be read. */
  uid: number | null;
  /** Its unit of systemd's, by the name that systemctl takes. */
  unit: string | null;
  container: Container | null;
}

/** A process that holds a socket. What could not be read of it is null: it had ended, or /proc hides it. */
export interface HolderProcess {
  pid: number;
  /** Its descriptors of the socket, ascending. */
  fds: number[];
  /** The program's name, as netstat shows it. */
  name: string;
  /** The kernel's name of the process, at most 15 bytes. */
  comm: string;
  /** Its effective user id, as this process's user namespace has it. */
  uid: number | null;
  /** Its arguments, from 4096 bytes at most; empty of a process that has none. */
  commandLine: string[] | null;
  /** It may have more arguments, or longer ones. */
  commandLineCut: boolean;
  /**
   * When it was started, as this system's clock has it now; right to the second, in time namespaces too (of Linux 5.6 to 5.10 only in the initial one).
   * As JSON it is text in ISO 8601.
   */
  since: Date | null;
  /** The path of its cgroup that says most, from the root of this process's cgroup namespace on. */
  cgroup: string | null;
  /** The innermost unit of systemd's, by the name that systemctl takes. */
  unit: string | null;
  /** The innermost slice of systemd's. */
  slice: string | null;
  /** The container it is in, or watches over, as conmon does. */
  container: Container | null;
  /** The uid of the pod of Kubernetes. */
  pod: string | null;
  /** What started it, its parent first: up to the first that belongs to another unit or container, 64 at most. */
  parents: Ancestor[];
  /**
   * The pid of the nearest ancestor that holds the socket too: systemd where it listens for the service (socket activation), else a server that has
   * forked. Null where none does, or it may not be read.
   */
  inheritedFrom: number | null;
}

/**
 * A socket that holds the port or path, or several: those with a remote end, or what is left of them, are one where protocol, family, state
 * and processes are the same. The fields are then those of the first.
 */
export interface Holder {
  protocol: Protocol;
  /** The IP version, or `unix`. */
  family: Family;
  /** BOUND_INACTIVE is a TCP socket that is bound, and neither listens nor is connected. */
  state: AskedState;
  /** Empty for a UNIX socket. */
  localAddress: string;
  localPort: number;
  remoteAddress: string;
  /** 0 for none. */
  remotePort: number;
  /** A UNIX socket's name, `@` for the NUL that an abstract one begins with. */
  path: string | null;
  /** The type of a UNIX socket. */
  type: SocketType | null;
  /** Index of the interface it is bound to; 0 for none. */
  interface: number | null;
  /** Who made it; null where the kernel does not say, as of TIME_WAIT. */
  uid: number | null;
  /** 0 for one without a file, which no process holds: TIME_WAIT, SYN_RECV, orphans, not yet accepted. */
  inode: number | null;
  /** Until its timer fires, in ms, which ends one in TIME_WAIT; of several the longest. */
  expires: number | null;
  /** How many sockets this stands for. */
  count: number;
  /** Lowest pid first. Empty where no process holds it, or none that may be looked into: `report.owners.complete` says whether all were. */
  owners: HolderProcess[];
}

/** What an answer says of itself. */
export interface HoldersReport extends ScanReport {
  /** How many sockets were found. */
  sockets: number;
  /** How many of them stand in no holder, because there are 1000. */
  leftOut: number;
  /**
   * Why TCP sockets that are bound, and neither listen nor are connected, may be missing: only sock_diag has them, since Linux 6.8. Absent where all are
   * there, and where no TCP was asked for.
   */
  boundUnlisted?: string;
}

/** Who holds a port or a path. */
export interface Holders {
  /** What listens first, then what is bound, then the rest. Empty: nothing holds it. */
  holders: Holder[];
  report: HoldersReport;
}
