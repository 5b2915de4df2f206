import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import type { InterfaceStatistics } from '../interface.ts';

/** Counters that are always there, 64 bits each; two behind them came later. */
const ALWAYS = 23;
export const STATISTICS_LENGTH = 8 * ALWAYS;

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const LOW = LITTLE_ENDIAN ? 0 : 1;
const HIGH = 1 - LOW;

/**
 * `struct rtnl_link_stats64` where it lies in a reply, and the sums of it in /proc/net/dev. At least STATISTICS_LENGTH bytes must be
 * there. Each counter is read when it is asked for: a table of thousands shows few of them.
 */
export class LinkStatistics implements InterfaceStatistics {
  #reply!: ReplyBytes;
  #from = 0;
  #to = 0;

  set(reply: ReplyBytes, from: number, to: number): void {
    this.#reply = reply;
    this.#from = from;
    this.#to = to;
  }

  #at(index: number): bigint {
    return unsigned64(this.#reply, this.#from + 8 * index);
  }

  #later(index: number): bigint | null {
    return this.#to - this.#from >= 8 * (index + 1) ? this.#at(index) : null;
  }

  /** Of 64 bits, as the kernel's own. */
  #sum(a: number, b: number, c?: number, d?: number): bigint {
    const rest = (c === undefined ? 0n : this.#at(c)) + (d === undefined ? 0n : this.#at(d));
    return BigInt.asUintN(64, this.#at(a) + this.#at(b) + rest);
  }

  get rxPackets(): bigint {
    return this.#at(0);
  }
  get txPackets(): bigint {
    return this.#at(1);
  }
  get rxBytes(): bigint {
    return this.#at(2);
  }
  get txBytes(): bigint {
    return this.#at(3);
  }
  get rxErrors(): bigint {
    return this.#at(4);
  }
  get txErrors(): bigint {
    return this.#at(5);
  }
  get rxDropped(): bigint {
    return this.#at(6);
  }
  get txDropped(): bigint {
    return this.#at(7);
  }
  get multicast(): bigint {
    return this.#at(8);
  }
  get collisions(): bigint {
    return this.#at(9);
  }
  get rxLengthErrors(): bigint {
    return this.#at(10);
  }
  get rxOverErrors(): bigint {
    return this.#at(11);
  }
  get rxCrcErrors(): bigint {
    return this.#at(12);
  }
  get rxFrameErrors(): bigint {
    return this.#at(13);
  }
  get rxFifoErrors(): bigint {
    return this.#at(14);
  }
  get rxMissedErrors(): bigint {
    return this.#at(15);
  }
  get txAbortedErrors(): bigint {
    return this.#at(16);
  }
  get txCarrierErrors(): bigint {
    return this.#at(17);
  }
  get txFifoErrors(): bigint {
    return this.#at(18);
  }
  get txHeartbeatErrors(): bigint {
    return this.#at(19);
  }
  get txWindowErrors(): bigint {
    return this.#at(20);
  }
  get rxCompressed(): bigint {
    return this.#at(21);
  }
  get txCompressed(): bigint {
    return this.#at(22);
  }
  get rxNoHandler(): bigint | null {
    return this.#later(ALWAYS);
  }
  get rxOtherHostDropped(): bigint | null {
    return this.#later(ALWAYS + 1);
  }
  get rxDroppedAll(): bigint {
    return this.#sum(6, 15);
  }
  get rxFrameErrorsAll(): bigint {
    return this.#sum(10, 11, 12, 13);
  }
  get txCarrierErrorsAll(): bigint {
    return this.#sum(16, 17, 19, 20);
  }
}

/** A number of 64 bits. Most are small, and a bigint is made of a small one in no time. */
export function unsigned64(reply: ReplyBytes, at: number): bigint {
  const low = reply.u32[(at >> 2) + LOW] as number;
  const high = reply.u32[(at >> 2) + HIGH] as number;
  if (high === 0) return low === 0 ? 0n : BigInt(low);
  return (BigInt(high) << 32n) | BigInt(low);
}
