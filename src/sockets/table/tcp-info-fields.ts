type Width = 8 | 16 | 32 | 64;

/** A field of `struct tcp_info`. */
export interface TcpInfoSpec {
  /** Its offset in the struct. */
  at: number;
  bits: Width;
  unit?: 'us' | 'ms' | 'bytes' | 'segments' | 'bytes/s';
  /** The kernel's value for "none yet", or for "no limit": null in JSON. */
  none?: number | bigint;
  /** That value says that there is no limit, so that all others are less. */
  unlimited?: true;
  /** Its doc comment. */
  doc: string;
}

/**
 * Fields of `struct tcp_info`, `include/uapi/linux/tcp.h`. The struct grows with the kernel: a field beyond the bytes a kernel sends is
 * absent. `npm run docs` makes the types of tcp-info-types.ts from it.
 */
export const TCP_INFO_FIELDS = {
  caState: { at: 1, bits: 8, doc: 'The state of congestion control: 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss.' },
  retransmits: { at: 2, bits: 8, doc: 'Timeouts in a row without an acknowledgement.' },
  probes: { at: 3, bits: 8, doc: 'Unanswered window probes.' },
  backoff: { at: 4, bits: 8, doc: 'How often the retransmission timer was doubled.' },
  options: {
    at: 5,
    bits: 8,
    doc: 'TCPI_OPT_*: bit 0 timestamps, 1 SACK, 2 window scaling, 3 ECN, 4 ECN seen, 5 data in SYN.',
  },
  rto: { at: 8, bits: 32, unit: 'us', doc: 'Retransmission timeout.' },
  ato: { at: 12, bits: 32, unit: 'us', doc: 'Timeout of delayed acknowledgements.' },
  sndMss: { at: 16, bits: 32, unit: 'bytes', doc: 'Maximum segment size for sending.' },
  rcvMss: { at: 20, bits: 32, unit: 'bytes', doc: 'Maximum segment size seen when receiving.' },
  unacked: {
    at: 24,
    bits: 32,
    unit: 'segments',
    doc: 'Segments sent and not yet acknowledged; of a listening socket connections to be accepted.',
  },
  sacked: {
    at: 28,
    bits: 32,
    unit: 'segments',
    doc: 'Segments acknowledged selectively; of a listening socket its limit of connections to be accepted.',
  },
  lost: { at: 32, bits: 32, unit: 'segments', doc: 'Taken for lost.' },
  retrans: { at: 36, bits: 32, unit: 'segments', doc: 'Sent again and not yet acknowledged.' },
  lastDataSent: { at: 44, bits: 32, unit: 'ms', doc: 'Since data was sent last.' },
  lastDataRecv: { at: 52, bits: 32, unit: 'ms', doc: 'Since data was received last.' },
  lastAckRecv: { at: 56, bits: 32, unit: 'ms', doc: 'Since an acknowledgement was received last.' },
  pmtu: { at: 60, bits: 32, unit: 'bytes', doc: 'Path MTU.' },
  rcvSsthresh: { at: 64, bits: 32, unit: 'bytes', doc: 'Bound of the window that is offered.' },
  rtt: { at: 68, bits: 32, unit: 'us', doc: 'Smoothed round-trip time.' },
  rttvar: { at: 72, bits: 32, unit: 'us', doc: 'Its mean deviation.' },
  sndSsthresh: {
    at: 76,
    bits: 32,
    unit: 'segments',
    none: 0x7fffffff,
    unlimited: true,
    doc: 'Slow start threshold; 2147483647 for none.',
  },
  sndCwnd: { at: 80, bits: 32, unit: 'segments', doc: 'Congestion window.' },
  advmss: { at: 84, bits: 32, unit: 'bytes', doc: 'Maximum segment size offered to the other end.' },
  reordering: { at: 88, bits: 32, unit: 'segments', doc: 'By how much segments are expected to be out of order.' },
  rcvRtt: { at: 92, bits: 32, unit: 'us', doc: 'Round-trip time as the receiver estimates it.' },
  rcvSpace: { at: 96, bits: 32, unit: 'bytes', doc: 'Space of the receive buffer that is tuned for.' },
  totalRetrans: { at: 100, bits: 32, unit: 'segments', doc: 'Sent again since the connection began.' },
  pacingRate: {
    at: 104,
    bits: 64,
    unit: 'bytes/s',
    none: 2n ** 64n - 1n,
    unlimited: true,
    doc: 'At most so much is sent now; 2^64-1 for no limit.',
  },
  maxPacingRate: {
    at: 112,
    bits: 64,
    unit: 'bytes/s',
    none: 2n ** 64n - 1n,
    unlimited: true,
    doc: 'SO_MAX_PACING_RATE; 2^64-1 for no limit.',
  },
  bytesAcked: { at: 120, bits: 64, unit: 'bytes', doc: 'Acknowledged by the other end.' },
  bytesReceived: { at: 128, bits: 64, unit: 'bytes', doc: 'Received and acknowledged.' },
  segsOut: { at: 136, bits: 32, unit: 'segments', doc: 'Sent, those without data and those sent again included.' },
  segsIn: { at: 140, bits: 32, unit: 'segments', doc: 'Received.' },
  notsentBytes: { at: 144, bits: 32, unit: 'bytes', doc: 'Written and not yet sent.' },
  minRtt: {
    at: 148,
    bits: 32,
    unit: 'us',
    none: 0xffffffff,
    doc: 'Least round-trip time seen; 4294967295 before there is one.',
  },
  dataSegsIn: { at: 152, bits: 32, unit: 'segments', doc: 'Received with data.' },
  dataSegsOut: { at: 156, bits: 32, unit: 'segments', doc: 'Sent with data, those sent again included.' },
  deliveryRate: { at: 160, bits: 64, unit: 'bytes/s', doc: 'The latest measurement of what reaches the other end.' },
  busyTime: { at: 168, bits: 64, unit: 'us', doc: 'Time with something to send.' },
  rwndLimited: { at: 176, bits: 64, unit: 'us', doc: "Of busyTime, limited by the other end's window." },
  sndbufLimited: { at: 184, bits: 64, unit: 'us', doc: 'Of busyTime, limited by the send buffer.' },
  delivered: { at: 192, bits: 32, unit: 'segments', doc: 'Delivered, those sent again included.' },
  deliveredCe: { at: 196, bits: 32, unit: 'segments', doc: 'Delivered with a mark of congestion (ECN).' },
  bytesSent: { at: 200, bits: 64, unit: 'bytes', doc: 'Sent, those sent again included.' },
  bytesRetrans: { at: 208, bits: 64, unit: 'bytes', doc: 'Sent again.' },
  dsackDups: { at: 216, bits: 32, unit: 'segments', doc: 'Reported as received twice (DSACK).' },
  reordSeen: { at: 220, bits: 32, doc: 'Times that segments were seen out of order.' },
  rcvOoopack: { at: 224, bits: 32, unit: 'segments', doc: 'Received out of order.' },
  sndWnd: { at: 228, bits: 32, unit: 'bytes', doc: 'The window the other end offers.' },
  rcvWnd: { at: 232, bits: 32, unit: 'bytes', doc: 'The window offered to the other end.' },
  rehash: { at: 236, bits: 32, doc: 'Times that another path was tried by another hash.' },
  totalRto: { at: 240, bits: 16, doc: 'Timeouts of retransmission.' },
  totalRtoRecoveries: { at: 242, bits: 16, doc: 'Recoveries from such timeouts.' },
  totalRtoTime: { at: 244, bits: 32, unit: 'ms', doc: 'Time spent in such recoveries.' },
} as const satisfies Record<string, TcpInfoSpec>;

/** The name of a field of `struct tcp_info`, in camelCase without its `tcpi_`. */
export type TcpInfoField = keyof typeof TCP_INFO_FIELDS;
