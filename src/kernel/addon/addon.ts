/** Called once for each read(), in order. `errno` is positive, 0 for success; `done` says that the reply has ended. */
export type OnRead = (errno: number, syscall: string, bytes: number, done: boolean) => void;

/** A running netlink dump: one thread that fills the buffers it is lent (native/addon/addon_dump.h). */
export interface DumpHandle {
  /** Lends a buffer of at least 32 KiB until the matching OnRead. */
  read(buffer: ArrayBuffer): void;
  /** Ends the thread; reads that wait are answered with ECANCELED. */
  close(): void;
}

/**
 * What the kernel sends to multicast groups, and its answers to what is sent: one thread that fills the buffers it is lent
 * (native/addon/addon_subscription.h). From its making on nothing is missed but what an ENOBUFS tells of.
 */
export interface SubscriptionHandle {
  /**
   * Lends a buffer of at least 32 KiB until the matching OnRead, which comes as soon as there is a datagram, with all that then
   * waited and fit, each at a multiple of 4. Errno ENOBUFS: before this point the kernel dropped some, answers included; all it
   * sends from here on comes, or another ENOBUFS. With any other errno it has ended (`done`).
   */
  read(buffer: ArrayBuffer): void;
  /**
   * Sends messages, to which the kernel answers before this returns: the answers are among what is read next, behind all that
   * waits already. Where there is no room for them they are dropped like the rest. Throws {errno, syscall}.
   */
  send(request: Uint8Array): void;
  /**
   * Datagrams dropped so far, modulo 2^32, because the receive buffer was full. It counts at once; the ENOBUFS is read later.
   * `undefined` before Linux 4.12, which does not count them.
   */
  drops(): number | undefined;
  /** What the kernel made the receive buffer, in bytes: twice what was wanted, or less where that is not allowed. */
  receiveBuffer(): number;
  /** Ends the thread; reads that wait are answered with ECANCELED. Nothing but close() may be called afterwards. */
  close(): void;
}

/** What a search for owners looks at (native/addon/addon_owners.h). */
export interface OwnerScanOptions {
  root: string;
  /** 0: the processors, at most 4. */
  threads: number;
  /** It may end when no further process can change which pid of a wanted socket is the lowest. */
  firstOnly: boolean;
  /** Only these processes. */
  pids?: Uint32Array | undefined;
  /** Only these sockets. */
  inodes?: Uint32Array | undefined;
  /** With an iterator: which sockets is told by want() while it goes on. */
  late?: boolean | undefined;
  /** The kernel lists the sockets; without it every `<root>/<pid>/fd` is read. */
  iterator?: SocketIteratorHandle | undefined;
}

/**
 * `unavailable`: why the iterator cannot be used here, or empty. `owners`: (inode, pid, fd) triples. `processes`: (pid, bytes
 * of argv0, bytes of comm) triples, whose texts are in `names`.
 */
export type OnOwners = (
  errno: number,
  syscall: string,
  unavailable: string,
  owners: Uint32Array,
  processes: Uint32Array,
  names: Uint8Array,
  scanned: number,
  vanished: number,
  forbidden: number,
  untold: number,
) => void;

export interface OwnerScanHandle {
  /** Tells a scan that was started with `late` which sockets are wanted; without them all. What is told first counts. */
  want(inodes?: Uint32Array): void;
  /** Ends the scan early, and OnOwners reports ECANCELED; afterwards it only lets go of what the scan held. */
  close(): void;
}

/** The program that lists sockets inside the kernel; loaded by the first scan that uses it. */
export interface SocketIteratorHandle {
  close(): void;
}

/** Raised here and in native/addon/addon.cc with every change of what the addon exports: each side may be of another release than the other. */
export const ADDON_VERSION = 2;

/** What is said of each part that is worse for it: why there is none stands once in a report. */
export const NO_ADDON = 'no addon';

/** What the compiled addon exports. */
export interface Addon {
  version: number;
  Dump: new (protocol: number, request: Uint8Array, onRead: OnRead) => DumpHandle;
  OwnerScan: new (options: OwnerScanOptions, onDone: OnOwners) => OwnerScanHandle;
  SocketIterator: new () => SocketIteratorHandle;
  /**
   * @param groups - their numbers, from 1
   * @param receiveBuffer - what the kernel shall keep until it is read, in bytes, forced where that is allowed
   * @throws {errno, syscall}: EINVAL for a group the kernel lacks
   */
  Subscription: new (
    protocol: number,
    groups: Uint32Array,
    receiveBuffer: number,
    onRead: OnRead,
  ) => SubscriptionHandle;
}
