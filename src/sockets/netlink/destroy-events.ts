import { systemError } from '../../base/errors.ts';
import { type Addon, type OnRead, type SubscriptionHandle, startNative } from '../../kernel/addon.ts';
import { align } from '../../kernel/netlink/align.ts';
import { NETLINK_SOCK_DIAG } from '../../kernel/netlink/dump.ts';
import { HEADER_LENGTH, messageLength, messageSequence, messageType } from '../../kernel/netlink/message.ts';
import { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import { newReport } from '../table/report.ts';
import { SocketTable } from '../table/socket-table.ts';
import type { TableOptions } from '../table/table-options.ts';
import { decodeDestroyed, MIN_INET_MESSAGE, SOCK_DIAG_BY_FAMILY } from './inet-diag.ts';
import { Lookups } from './lookups.ts';

/** Groups of `enum sknetlink_groups`, `include/uapi/linux/sock_diag.h` (Linux 4.2), by address family and protocol. */
const GROUPS: readonly { family: number; protocol: number; group: number }[] = [
  { family: AF_INET, protocol: PROTOCOL_NUMBERS.tcp, group: 1 },
  { family: AF_INET, protocol: PROTOCOL_NUMBERS.udp, group: 2 },
  { family: AF_INET6, protocol: PROTOCOL_NUMBERS.tcp, group: 3 },
  { family: AF_INET6, protocol: PROTOCOL_NUMBERS.udp, group: 4 },
];

export function destroyGroups(families: readonly number[], protocols: readonly number[]): number[] {
  const wanted = GROUPS.filter(({ family, protocol }) => families.includes(family) && protocols.includes(protocol));
  return wanted.map(({ group }) => group);
}

const BUFFER_BYTES = 96 * 1024;
/** A read ends before the buffer has less room than the largest datagram. */
const MOST_READ = 32 * 1024;
const OPERATION = 'sock_diag destroy group';
const ENOBUFS = 105;
const ECANCELED = 125;

/** So long, in ms, the kernel collects what follows on a first report: one read for many is a fraction of the work. */
const COLLECT_MS = 20;

export interface DestroyListener {
  /**
   * Sockets that the kernel has freed, with their last tcp_info. What is left of them may still be in its table.
   * @param drained - nothing else waited: what comes later was reported after the read began
   */
  ended(sockets: SocketTable, drained: boolean): void;
  /** A read begins. */
  reading(): void;
  /** The kernel dropped reports, and how many where it counts them. */
  gap(lost: number | null): void;
  /** Nothing more will come. */
  failed(error: Error): void;
}

/** What the kernel reports of TCP and UDP sockets that end in this network namespace, from construction on. */
export class DestroyEvents {
  readonly lookups: Lookups;
  /** In bytes. */
  readonly receiveBuffer: number;
  readonly #handle: SubscriptionHandle;
  readonly #listener: DestroyListener;
  readonly #fields: TableOptions['fields'];
  #answer: ((read: Read) => void) | undefined;
  #closed = false;
  #drops: number | undefined;
  /** Messages dropped so far, and how many of them were reports. */
  #dropped = 0;
  #lost = 0;
  /** While it is set, nothing is read that is not waited for: the kernel keeps it. */
  #held = false;
  #wake: (() => void) | undefined;

  /** Throws SockdiagError when the groups cannot be joined. */
  constructor(
    addon: Addon,
    groups: readonly number[],
    receiveBuffer: number,
    listener: DestroyListener,
    fields?: TableOptions['fields'],
  ) {
    this.#listener = listener;
    const onRead: OnRead = (errno, syscall, bytes) => this.#answer?.({ errno, syscall, bytes });
    this.#handle = startNative(
      () => new addon.Subscription(NETLINK_SOCK_DIAG, Uint32Array.from(groups), receiveBuffer, onRead),
    );
    this.receiveBuffer = this.#handle.receiveBuffer();
    this.#drops = this.#handle.drops();
    this.lookups = new Lookups(
      (request) => {
        startNative(() => this.#handle.send(request));
        this.#wake?.();
      },
      this.receiveBuffer,
      fields,
    );
    this.#fields = fields;
    this.#run().catch((error) => {
      this.lookups.fail(error);
      if (!this.#closed) listener.failed(error);
    });
  }

  /** Resolves when all that the kernel sent until now was given to the listener. */
  async flush(): Promise<void> {
    await this.lookups.find(NO_SOCKETS, []);
  }

  hold(held: boolean): void {
    // What merely collects is left to collect.
    if (held === this.#held) return;
    this.#held = held;
    if (!held) this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#handle.close();
    this.#wake?.();
    this.lookups.giveUp();
  }

  async #run(): Promise<void> {
    const buffer = new ArrayBuffer(BUFFER_BYTES);
    while (!this.#closed) {
      const { errno, syscall, bytes } = await this.#read(buffer);
      if (errno === ENOBUFS) this.#reportGap();
      else if (errno === ECANCELED) return;
      else if (errno !== 0) throw systemError(`netlink ${syscall}`, errno);
      else this.#dispatch(new ReplyBytes(buffer, bytes));
      while (!this.#closed && !this.lookups.waiting && (await this.#rest()));
    }
  }

  #read(buffer: ArrayBuffer): Promise<Read> {
    const answered = new Promise<Read>((resolve) => {
      this.#answer = resolve;
    });
    this.#listener.reading();
    this.#handle.read(buffer);
    return answered;
  }

  /** Lets reports collect. Resolves to whether the next read shall wait still. */
  async #rest(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (!this.#held) timer = setTimeout(resolve, COLLECT_MS);
    });
    clearTimeout(timer);
    this.#wake = undefined;
    return this.#held;
  }

  #reportGap(): void {
    const lost = this.#countLost();
    // Answers may be among what was dropped.
    this.lookups.giveUp();
    this.#listener.gap(lost);
  }

  /** Reports that were dropped since it was counted last: answers are counted with them. */
  #countLost(): number | null {
    const drops = this.#handle.drops();
    if (drops === undefined || this.#drops === undefined) return null;
    // They are counted modulo 2^32.
    this.#dropped += (drops - this.#drops) >>> 0;
    this.#drops = drops;
    const lost = Math.max(0, this.#dropped - this.lookups.unanswered - this.#lost);
    this.#lost += lost;
    return lost;
  }

  #dispatch(reply: ReplyBytes): void {
    const ended = new SocketTable(Math.ceil(reply.length / MIN_INET_MESSAGE), newReport(), {
      tcpInfo: true,
      fields: this.#fields,
    });
    for (let at = 0; at < reply.length; ) {
      const length = messageLength(reply, at, OPERATION);
      const start = at + HEADER_LENGTH;
      if (messageSequence(reply, at) !== 0) this.lookups.take(reply, at, start, at + length);
      else if (messageType(reply, at) === SOCK_DIAG_BY_FAMILY) decodeDestroyed(reply, start, at + length, ended);
      at += align(length);
    }
    if (ended.length > 0) this.#listener.ended(ended, reply.length <= BUFFER_BYTES - MOST_READ);
  }
}

interface Read {
  errno: number;
  syscall: string;
  bytes: number;
}

const NO_SOCKETS = new SocketTable(0, newReport());
