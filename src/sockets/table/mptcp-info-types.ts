// Made from fields.ts by `npm run docs`: change the table, not this file.

/** What MPTCP knows of one connection, `struct mptcp_info` in `include/uapi/linux/mptcp.h`: as many as the kernel has. */
export interface MptcpInfo {
  /** Further subflows beside the first. */
  subflows?: number;
  /** Addresses that were announced to the other end. */
  addAddrSignal?: number;
  /** Addresses that the other end announced and that were taken. */
  addAddrAccepted?: number;
  /** Limit of further subflows. */
  subflowsMax?: number;
  /** Limit of addresses to announce. */
  addAddrSignalMax?: number;
  /** Limit of announced addresses to take. */
  addAddrAcceptedMax?: number;
  /** MPTCP_INFO_FLAG_*: bit 0 fell back to TCP, 1 the key of the other end is known. */
  flags?: number;
  /** The name of the connection at this end, which its subflows have as mptcpToken. */
  token?: number;
  /** Sequence number of the next byte that is written. */
  writeSeq?: bigint;
  /** Sequence number of the first byte that is not yet acknowledged. */
  sndUna?: bigint;
  /** Sequence number of the next byte that is expected. */
  rcvNxt?: bigint;
  /** Local addresses in use. */
  localAddrUsed?: number;
  /** Limit of local addresses. */
  localAddrMax?: number;
  /** 1 where data has checksums. */
  csumEnabled?: number;
  /** Retransmissions by MPTCP itself. */
  retransmits?: number;
  /** Sent again by MPTCP itself. In bytes. */
  bytesRetrans?: bigint;
  /** Sent. In bytes. */
  bytesSent?: bigint;
  /** Received. In bytes. */
  bytesReceived?: bigint;
  /** Acknowledged by the other end. In bytes. */
  bytesAcked?: bigint;
  /** All subflows, the first included. */
  subflowsTotal?: number;
  /** Since data was sent last. In ms. */
  lastDataSent?: number;
  /** Since data was received last. In ms. */
  lastDataRecv?: number;
  /** Since an acknowledgement was received last. In ms. */
  lastAckRecv?: number;
}

/** The same as plain data: all numbers, exact up to 2^53, and null where the kernel says that there is none. */
export interface MptcpInfoJSON {
  /** Further subflows beside the first. */
  subflows?: number;
  /** Addresses that were announced to the other end. */
  addAddrSignal?: number;
  /** Addresses that the other end announced and that were taken. */
  addAddrAccepted?: number;
  /** Limit of further subflows. */
  subflowsMax?: number;
  /** Limit of addresses to announce. */
  addAddrSignalMax?: number;
  /** Limit of announced addresses to take. */
  addAddrAcceptedMax?: number;
  /** MPTCP_INFO_FLAG_*: bit 0 fell back to TCP, 1 the key of the other end is known. */
  flags?: number;
  /** The name of the connection at this end, which its subflows have as mptcpToken. */
  token?: number;
  /** Sequence number of the next byte that is written. */
  writeSeq?: number;
  /** Sequence number of the first byte that is not yet acknowledged. */
  sndUna?: number;
  /** Sequence number of the next byte that is expected. */
  rcvNxt?: number;
  /** Local addresses in use. */
  localAddrUsed?: number;
  /** Limit of local addresses. */
  localAddrMax?: number;
  /** 1 where data has checksums. */
  csumEnabled?: number;
  /** Retransmissions by MPTCP itself. */
  retransmits?: number;
  /** Sent again by MPTCP itself. In bytes. */
  bytesRetrans?: number;
  /** Sent. In bytes. */
  bytesSent?: number;
  /** Received. In bytes. */
  bytesReceived?: number;
  /** Acknowledged by the other end. In bytes. */
  bytesAcked?: number;
  /** All subflows, the first included. */
  subflowsTotal?: number;
  /** Since data was sent last. In ms. */
  lastDataSent?: number;
  /** Since data was received last. In ms. */
  lastDataRecv?: number;
  /** Since an acknowledgement was received last. In ms. */
  lastAckRecv?: number;
}
