import { createRequire } from 'node:module';
import { systemError } from '../base/errors.ts';
import { packageFile } from '../package-root.ts';

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
  /** Ends the scan early, and OnOwners reports ECANCELED; afterwards it only lets go of what the scan held. */
  close(): void;
}

/** The program that lists sockets inside the kernel; loaded by the first scan that uses it. */
export interface SocketIteratorHandle {
  close(): void;
}

/** What the compiled addon exports. */
export interface Addon {
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

export type AddonResult = { addon: Addon; reason?: undefined } | { addon?: undefined; reason: string };

let loaded: AddonResult | undefined;

/** The addon, or every reason it could not be loaded. Tried once; `SOCKDIAG_NATIVE=0` turns it off. */
export function loadAddon(): AddonResult {
  loaded ??= process.env.SOCKDIAG_NATIVE === '0' ? { reason: 'turned off by SOCKDIAG_NATIVE=0' } : tryCandidates();
  return loaded;
}

/** Where a binary may lie in the package: what was built here wins over what came with it. */
function candidates(): string[] {
  const platform = `${process.platform}-${process.arch}`;
  return [
    'build/Release/sockdiag.node',
    `prebuilds/${platform}/sockdiag.node`,
    `prebuilds/${platform}-musl/sockdiag.node`,
  ];
}

function tryCandidates(): AddonResult {
  const require = createRequire(import.meta.url);
  const reasons: string[] = [];
  for (const path of candidates()) {
    try {
      return { addon: require(packageFile(path)) as Addon };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      // The loader's words begin with the whole path, and further lines are of who wanted it.
      const [words = ''] = message.replace(`${packageFile(path)}: `, '').split('\n');
      reasons.push(code === 'MODULE_NOT_FOUND' ? `../${path}: not there` : `../${path}: ${words}`);
    }
  }
  return { reason: reasons.join('; ') };
}

/** Starts a native thread; what keeps it from starting, such as having no descriptor left, is a SockdiagError like the rest. */
export function startNative<Handle>(start: () => Handle): Handle {
  try {
    return start();
  } catch (error) {
    const { errno, syscall } = error as NodeJS.ErrnoException;
    if (errno === undefined || syscall === undefined) throw error;
    throw systemError(syscall, errno);
  }
}
