// Made from fields.ts by `npm run docs`: change the table, not this file.

/** TCP's internals of one socket, `struct tcp_info` in `include/uapi/linux/tcp.h`: as many as the kernel has. */
export interface TcpInfo {
  /** The state of congestion control: 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss. */
  caState?: number;
  /** Timeouts in a row without an acknowledgement. */
  retransmits?: number;
  /** Unanswered window probes. */
  probes?: number;
  /** How often the retransmission timer was doubled. */
  backoff?: number;
  /** TCPI_OPT_*: bit 0 timestamps, 1 SACK, 2 window scaling, 3 ECN, 4 ECN seen, 5 data in SYN. */
  options?: number;
  /** Retransmission timeout. In us. */
  rto?: number;
  /** Timeout of delayed acknowledgements. In us. */
  ato?: number;
  /** Maximum segment size for sending. In bytes. */
  sndMss?: number;
  /** Maximum segment size seen when receiving. In bytes. */
  rcvMss?: number;
  /** Segments sent and not yet acknowledged; of a listening socket connections to be accepted. In segments. */
  unacked?: number;
  /** Segments acknowledged selectively; of a listening socket its limit of connections to be accepted. In segments. */
  sacked?: number;
  /** Taken for lost. In segments. */
  lost?: number;
  /** Sent again and not yet acknowledged. In segments. */
  retrans?: number;
  /** Since data was sent last. In ms. */
  lastDataSent?: number;
  /** Since data was received last. In ms. */
  lastDataRecv?: number;
  /** Since an acknowledgement was received last. In ms. */
  lastAckRecv?: number;
  /** Path MTU. In bytes. */
  pmtu?: number;
  /** Bound of the window that is offered. In bytes. */
  rcvSsthresh?: number;
  /** Smoothed round-trip time. In us. */
  rtt?: number;
  /** Its mean deviation. In us. */
  rttvar?: number;
  /** Slow start threshold; 2147483647 for none. In segments. */
  sndSsthresh?: number;
  /** Congestion window. In segments. */
  sndCwnd?: number;
  /** Maximum segment size offered to the other end. In bytes. */
  advmss?: number;
  /** By how much segments are expected to be out of order. In segments. */
  reordering?: number;
  /** Round-trip time as the receiver estimates it. In us. */
  rcvRtt?: number;
  /** Space of the receive buffer that is tuned for. In bytes. */
  rcvSpace?: number;
  /** Sent again since the connection began. In segments. */
  totalRetrans?: number;
  /** At most so much is sent now; 2^64-1 for no limit. In bytes/s. */
  pacingRate?: bigint;
  /** SO_MAX_PACING_RATE; 2^64-1 for no limit. In bytes/s. */
  maxPacingRate?: bigint;
  /** Acknowledged by the other end. In bytes. */
  bytesAcked?: bigint;
  /** Received and acknowledged. In bytes. */
  bytesReceived?: bigint;
  /** Sent, those without data and those sent again included. In segments. */
  segsOut?: number;
  /** Received. In segments. */
  segsIn?: number;
  /** Written and not yet sent. In bytes. */
  notsentBytes?: number;
  /** Least round-trip time seen; 4294967295 before there is one. In us. */
  minRtt?: number;
  /** Received with data. In segments. */
  dataSegsIn?: number;
  /** Sent with data, those sent again included. In segments. */
  dataSegsOut?: number;
  /** The latest measurement of what reaches the other end. In bytes/s. */
  deliveryRate?: bigint;
  /** Time with something to send. In us. */
  busyTime?: bigint;
  /** Of busyTime, limited by the other end's window. In us. */
  rwndLimited?: bigint;
  /** Of busyTime, limited by the send buffer. In us. */
  sndbufLimited?: bigint;
  /** Delivered, those sent again included. In segments. */
  delivered?: number;
  /** Delivered with a mark of congestion (ECN). In segments. */
  deliveredCe?: number;
  /** Sent, those sent again included. In bytes. */
  bytesSent?: bigint;
  /** Sent again. In bytes. */
  bytesRetrans?: bigint;
  /** Reported as received twice (DSACK). In segments. */
  dsackDups?: number;
  /** Times that segments were seen out of order. */
  reordSeen?: number;
  /** Received out of order. In segments. */
  rcvOoopack?: number;
  /** The window the other end offers. In bytes. */
  sndWnd?: number;
  /** The window offered to the other end. In bytes. */
  rcvWnd?: number;
  /** Times that another path was tried by another hash. */
  rehash?: number;
  /** Timeouts of retransmission. */
  totalRto?: number;
  /** Recoveries from such timeouts. */
  totalRtoRecoveries?: number;
  /** Time spent in such recoveries. In ms. */
  totalRtoTime?: number;
}

/** The same as plain data: all numbers, exact up to 2^53, and null where the kernel says that there is none. */
export interface TcpInfoJSON {
  /** The state of congestion control: 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss. */
  caState?: number;
  /** Timeouts in a row without an acknowledgement. */
  retransmits?: number;
  /** Unanswered window probes. */
  probes?: number;
  /** How often the retransmission timer was doubled. */
  backoff?: number;
  /** TCPI_OPT_*: bit 0 timestamps, 1 SACK, 2 window scaling, 3 ECN, 4 ECN seen, 5 data in SYN. */
  options?: number;
  /** Retransmission timeout. In us. */
  rto?: number;
  /** Timeout of delayed acknowledgements. In us. */
  ato?: number;
  /** Maximum segment size for sending. In bytes. */
  sndMss?: number;
  /** Maximum segment size seen when receiving. In bytes. */
  rcvMss?: number;
  /** Segments sent and not yet acknowledged; of a listening socket connections to be accepted. In segments. */
  unacked?: number;
  /** Segments acknowledged selectively; of a listening socket its limit of connections to be accepted. In segments. */
  sacked?: number;
  /** Taken for lost. In segments. */
  lost?: number;
  /** Sent again and not yet acknowledged. In segments. */
  retrans?: number;
  /** Since data was sent last. In ms. */
  lastDataSent?: number;
  /** Since data was received last. In ms. */
  lastDataRecv?: number;
  /** Since an acknowledgement was received last. In ms. */
  lastAckRecv?: number;
  /** Path MTU. In bytes. */
  pmtu?: number;
  /** Bound of the window that is offered. In bytes. */
  rcvSsthresh?: number;
  /** Smoothed round-trip time. In us. */
  rtt?: number;
  /** Its mean deviation. In us. */
  rttvar?: number;
  /** Slow start threshold; 2147483647 for none. In segments. */
  sndSsthresh?: number | null;
  /** Congestion window. In segments. */
  sndCwnd?: number;
  /** Maximum segment size offered to the other end. In bytes. */
  advmss?: number;
  /** By how much segments are expected to be out of order. In segments. */
  reordering?: number;
  /** Round-trip time as the receiver estimates it. In us. */
  rcvRtt?: number;
  /** Space of the receive buffer that is tuned for. In bytes. */
  rcvSpace?: number;
  /** Sent again since the connection began. In segments. */
  totalRetrans?: number;
  /** At most so much is sent now; 2^64-1 for no limit. In bytes/s. */
  pacingRate?: number | null;
  /** SO_MAX_PACING_RATE; 2^64-1 for no limit. In bytes/s. */
  maxPacingRate?: number | null;
  /** Acknowledged by the other end. In bytes. */
  bytesAcked?: number;
  /** Received and acknowledged. In bytes. */
  bytesReceived?: number;
  /** Sent, those without data and those sent again included. In segments. */
  segsOut?: number;
  /** Received. In segments. */
  segsIn?: number;
  /** Written and not yet sent. In bytes. */
  notsentBytes?: number;
  /** Least round-trip time seen; 4294967295 before there is one. In us. */
  minRtt?: number | null;
  /** Received with data. In segments. */
  dataSegsIn?: number;
  /** Sent with data, those sent again included. In segments. */
  dataSegsOut?: number;
  /** The latest measurement of what reaches the other end. In bytes/s. */
  deliveryRate?: number;
  /** Time with something to send. In us. */
  busyTime?: number;
  /** Of busyTime, limited by the other end's window. In us. */
  rwndLimited?: number;
  /** Of busyTime, limited by the send buffer. In us. */
  sndbufLimited?: number;
  /** Delivered, those sent again included. In segments. */
  delivered?: number;
  /** Delivered with a mark of congestion (ECN). In segments. */
  deliveredCe?: number;
  /** Sent, those sent again included. In bytes. */
  bytesSent?: number;
  /** Sent again. In bytes. */
  bytesRetrans?: number;
  /** Reported as received twice (DSACK). In segments. */
  dsackDups?: number;
  /** Times that segments were seen out of order. */
  reordSeen?: number;
  /** Received out of order. In segments. */
  rcvOoopack?: number;
  /** The window the other end offers. In bytes. */
  sndWnd?: number;
  /** The window offered to the other end. In bytes. */
  rcvWnd?: number;
  /** Times that another path was tried by another hash. */
  rehash?: number;
  /** Timeouts of retransmission. */
  totalRto?: number;
  /** Recoveries from such timeouts. */
  totalRtoRecoveries?: number;
  /** Time spent in such recoveries. In ms. */
  totalRtoTime?: number;
}
