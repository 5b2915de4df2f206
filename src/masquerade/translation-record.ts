import { ABSENT } from '../base/absent.ts';
import { AF_INET } from '../uapi/sockets.ts';

/** Bits of what is translated. */
export const SOURCE_TRANSLATED = 1;
export const DESTINATION_TRANSLATED = 2;

/** One direction, overwritten for each connection. */
export class FlowRecord {
  /** In network order; IPv4 in the first four bytes, with zeros behind. */
  readonly source = new Uint8Array(16);
  readonly destination = new Uint8Array(16);
  /** The same bytes in words. */
  readonly sourceWords = new Uint32Array(this.source.buffer);
  readonly destinationWords = new Uint32Array(this.destination.buffer);
  sourcePort = ABSENT;
  destinationPort = ABSENT;
  icmpId = ABSENT;
  icmpType = ABSENT;
  icmpCode = ABSENT;
  /** Packets and bytes, each the low word first; valid when `counted`. */
  readonly counters = new Uint32Array(4);
  counted = false;
  /** Or ABSENT. */
  zone = 0;
  adjusted = false;
  position = 0;
  before = 0;
  after = 0;

  reset(): void {
    this.sourceWords.fill(0);
    this.destinationWords.fill(0);
    this.sourcePort = ABSENT;
    this.destinationPort = ABSENT;
    this.icmpId = ABSENT;
    this.icmpType = ABSENT;
    this.icmpCode = ABSENT;
    this.counted = false;
    this.zone = 0;
    this.adjusted = false;
  }
}

/** One connection, overwritten for each. */
export class TranslationRecord {
  family = AF_INET;
  protocol = 0;
  /** By number, or ABSENT. */
  state = ABSENT;
  /** Seconds, or ABSENT. */
  timeout = ABSENT;
  /** Bits of CONNTRACK_FLAGS. */
  status = 0;
  mark = 0;
  id = ABSENT;
  use = 0;
  readonly original = new FlowRecord();
  readonly reply = new FlowRecord();

  reset(): void {
    this.family = AF_INET;
    this.protocol = 0;
    this.state = ABSENT;
    this.timeout = ABSENT;
    this.status = 0;
    this.mark = 0;
    this.id = ABSENT;
    this.use = 0;
    this.original.reset();
    this.reply.reset();
  }
}

/**
 * Which ends are translated: those in which the reply is not the original turned round. The kernel's NAT bits are not asked: a
 * connection can come back to what it was by two rules, and IPVS translates without them.
 */
export function translatedEnds({ original, reply }: TranslationRecord): number {
  const source =
    same(original.sourceWords, reply.destinationWords) &&
    original.sourcePort === reply.destinationPort &&
    original.icmpId === reply.icmpId;
  const destination =
    same(original.destinationWords, reply.sourceWords) && original.destinationPort === reply.sourcePort;
  return (source ? 0 : SOURCE_TRANSLATED) | (destination ? 0 : DESTINATION_TRANSLATED);
}

function same(a: Uint32Array, b: Uint32Array): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}
