import type { Addon } from '../../kernel/addon/addon.ts';
import { align } from '../../kernel/netlink/align.ts';
import { NETLINK_SOCK_DIAG } from '../../kernel/netlink/dump.ts';
import { HEADER_LENGTH, messageLength, messageSequence, messageType } from '../../kernel/netlink/message.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { Subscription } from '../../kernel/netlink/subscription.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import { newReport } from '../table/report.ts';
import { SocketTable } from '../table/socket-table.ts';
import type { TableOptions } from '../table/table-options.ts';
import { decodeDestroyed, MIN_INET_MESSAGE } from './inet-diag.ts';
import { SOCK_DIAG_BY_FAMILY } from './inet-request.ts';
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

const OPERATION = 'sock_diag destroy group';

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
  readonly #subscription: Subscription;
  readonly #listener: DestroyListener;
  readonly #fields: TableOptions['fields'];
  /** Messages dropped so far, and how many of them were reports. */
  #dropped = 0;
  #lost = 0;

  /** Throws SockdiagError when the groups cannot be joined. */
  constructor(
    addon: Addon,
    groups: readonly number[],
    receiveBuffer: number,
    listener: DestroyListener,
    fields?: TableOptions['fields'],
  ) {
    this.#listener = listener;
    this.#fields = fields;
    this.#subscription = new Subscription(
      addon,
      { protocol: NETLINK_SOCK_DIAG, groups, receiveBuffer },
      {
        reading: () => listener.reading(),
        received: (reply, drained) => this.#decode(reply, drained),
        gap: (dropped) => this.#reportGap(dropped),
        awaitsAnswers: () => this.lookups.waiting,
        failed: (error) => {
          this.lookups.fail(error);
          listener.failed(error);
        },
      },
    );
    this.lookups = new Lookups((request) => this.#subscription.send(request), this.receiveBuffer, fields);
  }

  /** In bytes. */
  get receiveBuffer(): number {
    return this.#subscription.receiveBuffer;
  }

  /** Resolves when all that the kernel sent until now was given to the listener. */
  async flush(): Promise<void> {
    await this.lookups.find(NO_SOCKETS, []);
  }

  /** Leaves reports with the kernel, unless answers are waited for. */
  hold(held: boolean): void {
    this.#subscription.hold(held);
  }

  close(): void {
    this.#subscription.close();
    this.lookups.giveUp();
  }

  #reportGap(dropped: number | null): void {
    const lost = dropped === null ? null : this.#countLost(dropped);
    // Answers may be among what was dropped.
    this.lookups.giveUp();
    this.#listener.gap(lost);
  }

  /** Reports that were dropped since it was counted last: answers are counted with them. */
  #countLost(dropped: number): number {
    this.#dropped += dropped;
    const lost = Math.max(0, this.#dropped - this.lookups.unanswered - this.#lost);
    this.#lost += lost;
    return lost;
  }

  #decode(reply: ReplyBytes, drained: boolean): void {
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
    if (ended.length > 0) this.#listener.ended(ended, drained);
  }
}

const NO_SOCKETS = new SocketTable(0, newReport());
