import type { Owner } from '../../sockets/table/owner-chains.ts';
import type { Socket } from '../../sockets/table/socket.ts';
import type { State } from '../../uapi/sockets.ts';

/**
 * What a change of a stream can be:
 * - `present`: the socket was there when the stream began
 * - `opened`: it has come since, or was changed into one that the query asks for
 * - `changed`: its state, an address, its user or its inode did, as when it is accepted or its program lets go of it; a UNIX socket's
 *   name or peer; or, where the query asks for it, one of `fields`, a queue or its tcp_info (`changes`)
 * - `owner`: other processes hold it than did before
 * - `closed`: it is gone
 * - `gap`: the kernel dropped reports of ends because its buffer was full; what can still be known of them follows, in this batch
 *   or the next
 * - `late`: a tick took longer than the interval
 */
export const CHANGE_TYPES = ['present', 'opened', 'changed', 'owner', 'closed', 'gap', 'late'] as const;

export type ChangeType = (typeof CHANGE_TYPES)[number];

/** How long a socket lived, in ms. The truth lies between the two. */
export interface Age {
  atLeast: number;
  /** `null` when it was there before the stream began. */
  atMost: number | null;
}

/** When a change was noticed, which is no earlier than it happened. */
export interface ChangeTime {
  /** Wall clock, in ms since 1970; it may be set back. */
  time: number;
  /** CLOCK_MONOTONIC in ms: it never goes back, and is the same for all processes of a machine. */
  monotonic: number;
}

/** What every change of one socket has. */
export interface OfSocket extends ChangeTime {
  /** Number of the socket in this stream, from 1 on: all changes of one socket have it, and no other's. */
  id: number;
  /**
   * The socket after the change, of a closed one as it was last seen. Its `owners` are those last known: of a socket that was
   * never seen alive there are none, for the kernel no longer tells. `tcpInfo` is there when the query asks for it, and
   * wherever the kernel reported the end: its last figures.
   */
  socket: Socket;
}

export interface PresentChange extends OfSocket {
  type: 'present';
  previousState?: undefined;
  previousOwners?: undefined;
  age?: undefined;
  unseen?: undefined;
}

export interface OpenedChange extends OfSocket {
  type: 'opened';
  /**
   * The socket was never found alive as one of those that are asked for: it began and ended between two looks at the kernel's tables. What it
   * left behind, in FIN_WAIT2 or TIME_WAIT, is still there.
   */
  unseen?: true;
  previousState?: undefined;
  previousOwners?: undefined;
  age?: undefined;
}

export interface ChangedChange extends OfSocket {
  type: 'changed';
  /** The state before, which may be the same. */
  previousState: State;
  previousOwners?: undefined;
  age?: undefined;
  unseen?: undefined;
}

export interface OwnerChange extends OfSocket {
  type: 'owner';
  /** Who held it before. */
  previousOwners: Owner[];
  previousState?: undefined;
  age?: undefined;
  unseen?: undefined;
}

export interface ClosedChange extends OfSocket {
  type: 'closed';
  age: Age;
  /**
   * The socket was never found alive as one of those that are asked for: it began and ended between two looks at the kernel's tables, and
   * only the kernel's report of the end tells of it.
   */
  unseen?: true;
  previousState?: undefined;
  previousOwners?: undefined;
}

/** A change of one socket: which it is, `type` says. */
export type SocketChange = PresentChange | OpenedChange | ChangedChange | OwnerChange | ClosedChange;

export interface GapChange extends ChangeTime {
  type: 'gap';
  /** Reports the kernel dropped, at most; `null` before Linux 4.12, which does not count them. */
  lost: number | null;
}

export interface LateChange extends ChangeTime {
  type: 'late';
  /** How long the tick took, in ms. */
  took: number;
  /** How long it was to take at most, in ms. */
  interval: number;
}

export type Change = SocketChange | GapChange | LateChange;
