import type { Family, Protocol, State } from '../uapi/sockets.ts';

/** An owner, of which a line shows this much. */
export interface ShownOwner {
  pid: number;
  name: string;
}

/** Figures of a connection; those of 64 bits are bigints in a stream, numbers in a record, and text in a record of version 1. */
export interface ShownTcpInfo {
  bytesSent?: bigint | number | string;
  bytesRetrans?: bigint | number | string;
  bytesAcked?: bigint | number | string;
  bytesReceived?: bigint | number | string;
  /** In µs. */
  rtt?: number;
  totalRetrans?: number;
}

/** What is read of a socket: a Socket has it, and what a record says of one. */
export interface ShownSocket {
  readonly protocol: Protocol;
  readonly family: Family;
  readonly state: State;
  readonly inode: number;
  readonly uid: number | null;
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly type?: string | null;
  readonly path?: string | null;
  readonly owners?: readonly ShownOwner[];
  readonly tcpInfo?: ShownTcpInfo | undefined;
}

interface Timed {
  /** In ms since 1970, or in ISO 8601. */
  time: number | string;
}

export interface ShownSocketChange extends Timed {
  type: 'present' | 'opened' | 'changed' | 'owner' | 'closed';
  socket: ShownSocket;
  previousState?: State | undefined;
  previousOwners?: readonly ShownOwner[] | undefined;
  age?: { atLeast: number; atMost: number | null } | undefined;
  unseen?: true | undefined;
}

export interface ShownGap extends Timed {
  type: 'gap';
  lost: number | null;
}

export interface ShownLate extends Timed {
  type: 'late';
  took: number;
  interval: number;
}

/** What is read of a change: one of a stream has it, and one of a record. */
export type ShownChange = ShownSocketChange | ShownGap | ShownLate;
