import type { Protocol } from '../../uapi/sockets.ts';
import type { Clock } from '../changes/clock.ts';
import type { Follower } from '../comparison/follower.ts';
import type { StateRules } from '../comparison/state-rules.ts';
import type { KnownSockets } from '../known/known-sockets.ts';

/**
 * What the kernel says of sockets between two looks at its tables, from whatever source. What comes is kept until settle() or flush()
 * tells the stream's follower of it. The engine calls these only between looks and one after the other: so a row that was read before
 * its socket ended is known before the end is.
 */
export interface Reports {
  /** What the kernel keeps of reports until they are read, in bytes. */
  readonly receiveBuffer: number;
  /** What has left the kernel's tables has been reported after so many ms. */
  readonly delay: number;
  /** Something came that is to be settled. */
  readonly waiting: boolean;
  /** Why nothing will come any more. What came before can still be settled. */
  readonly failure: Error | undefined;
  /**
   * Tells of all that came before it is called, and of nothing that comes meanwhile: else it might never end. Rejects with the
   * failure where it has to ask the kernel and can no more.
   */
  settle(): Promise<void>;
  /** Settles all that the kernel has said until it is called, read or not. Rejects with the failure. */
  flush(): Promise<void>;
  /**
   * Asks the kernel for sockets that a look did not find: while its tables change, it may pass over one. Tells the follower of those it
   * has. Resolves to the slots of these, and of those of which nothing could be learnt. Rejects with the failure.
   */
  stillThere(slots: readonly number[]): Promise<ReadonlySet<number>>;
  /** Nothing is told any more, and nobody waits any longer. It may be called at any time, also twice. */
  close(): void;
}

/** The stream that reports are for. */
export interface ReportedStream {
  readonly follower: Follower;
  readonly known: KnownSockets;
  readonly rules: StateRules;
  readonly clock: Clock;
  /** What the kernel shall keep of reports until they are read, in bytes. */
  readonly receiveBuffer: number;
  /** Something came that is to be settled, or nothing will come any more. */
  notify(): void;
  /**
   * Reports were lost: what they were of only the tables can tell, which are looked at as soon as may be. What came before the gap may
   * be settled after this.
   * @param lost - how many at most; null where that is not known
   */
  gap(lost: number | null): void;
}

/** What a stream has of reports. */
export interface OpenedReports {
  reports?: Reports | undefined;
  /** Protocols that they are not of, each with the reason. */
  unreported: Readonly<Partial<Record<Protocol, string>>>;
}
