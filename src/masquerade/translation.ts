import { ABSENT } from '../base/absent.ts';
import { formatAddress } from '../base/address.ts';
import { withJSON } from '../base/shown.ts';
import { plain } from '../kernel/rows.ts';
import { CONNTRACK_FLAGS, CONNTRACK_PROTOCOLS, CONNTRACK_STATES, type ConntrackFlag } from '../uapi/conntrack.ts';
import { AF_INET6 } from '../uapi/sockets.ts';
import { type FlowRecord, type TranslationRecord, translatedEnds } from './translation-record.ts';

/** What an address or port of a connection is changed to on its way. Kernel source: `struct nf_conn`, as ctnetlink shows it. */
export interface Translation {
  family: 'inet' | 'inet6';
  /** The kernel's name of the protocol (`'tcp'`, `'icmpv6'`), or its number as text where it has none. */
  protocol: string;
  /** `IPPROTO_*`, 0 to 255. */
  protocolNumber: number;
  /** Which end of the original direction is another one behind this machine: masquerading is `source`. */
  kind: 'source' | 'destination' | 'both';
  /** Of TCP, SCTP and DCCP, by the kernel's names. */
  state: string | null;
  /** Seconds until the kernel forgets the connection unless something is seen of it; null while a flow table has it. */
  timeout: number | null;
  /** In the order of the kernel's bits. /proc shows seenReply, assured, offload and hardwareOffload alone. */
  flags: ConntrackFlag[];
  /** The mark of the connection (connmark); 0 without one; null where /proc has a number that is none. */
  mark: number | null;
  /** The number by which ctnetlink knows the connection; null from /proc. */
  id: number | null;
  /** References the kernel holds; null like mark. */
  use: number | null;
  /** The direction of the first packet, as it came: before translation. */
  original: TranslatedFlow;
  /** The direction of the answers, as they come: `source` is who really answers, `destination` whom it takes for the client. */
  reply: TranslatedFlow;
}

/** One direction of a translated connection, as its packets are when they come to this machine. */
export interface TranslatedFlow {
  source: string;
  destination: string;
  /** Of GRE the key. Null where the protocol has no ports. */
  sourcePort: number | null;
  destinationPort: number | null;
  icmp: { id: number; type: number; code: number } | null;
  /** Since the connection began; null unless the kernel counts (sysctl `net.netfilter.nf_conntrack_acct`). */
  packets: bigint | null;
  /** IP headers included; null like packets. */
  bytes: bigint | null;
  /** The conntrack zone of this direction, 0 to 65535; 0 is the one all begin in; null where /proc has a number that is none. */
  zone: number | null;
  /** How TCP sequence numbers are moved where a helper changed the length of what was sent; null where they are not. */
  sequence: SequenceAdjustment | null;
}

/** `struct nf_ct_seqadj`. */
export interface SequenceAdjustment {
  /** The sequence number behind which the last change of length is. */
  position: number;
  /** What is added before that position, and behind it; may be negative. */
  before: number;
  after: number;
}

const KINDS = ['both', 'source', 'destination', 'both'] as const;

/** A copy as plain data. */
export function toTranslation(record: TranslationRecord): Translation {
  const { family, protocol, state, timeout, status, mark, id, use } = record;
  const row: Translation = {
    family: family === AF_INET6 ? 'inet6' : 'inet',
    protocol: CONNTRACK_PROTOCOLS[protocol] ?? `${protocol}`,
    protocolNumber: protocol,
    kind: KINDS[translatedEnds(record)] as Translation['kind'],
    state: state === ABSENT ? null : (CONNTRACK_STATES[protocol]?.[state] ?? `${state}`),
    timeout: present(timeout),
    flags: CONNTRACK_FLAGS.filter((_, bit) => (status & (1 << bit)) !== 0),
    mark: present(mark),
    id: present(id),
    use: present(use),
    original: toFlow(family, record.original),
    reply: toFlow(family, record.reply),
  };
  return withJSON(row, plain);
}

function toFlow(family: number, flow: FlowRecord): TranslatedFlow {
  const { icmpId, icmpType, icmpCode, counters, counted, zone, adjusted, position, before, after } = flow;
  const isIcmp = icmpId !== ABSENT && icmpType !== ABSENT && icmpCode !== ABSENT;
  return {
    source: formatAddress(family, flow.source, 0),
    destination: formatAddress(family, flow.destination, 0),
    sourcePort: present(flow.sourcePort),
    destinationPort: present(flow.destinationPort),
    icmp: isIcmp ? { id: icmpId, type: icmpType, code: icmpCode } : null,
    packets: counted ? counter(counters, 0) : null,
    bytes: counted ? counter(counters, 2) : null,
    zone: present(zone),
    sequence: adjusted ? { position, before, after } : null,
  };
}

const present = (value: number) => (value === ABSENT ? null : value);

function counter(words: Uint32Array, at: number): bigint {
  return (BigInt(words[at + 1] as number) << 32n) | BigInt(words[at] as number);
}
