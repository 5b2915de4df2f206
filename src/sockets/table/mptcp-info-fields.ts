import type { StructFields } from './struct-fields.ts';

/** Fields of `struct mptcp_info`, `include/uapi/linux/mptcp.h`: of a connection, all its subflows together. */
export const MPTCP_INFO_FIELDS = {
  subflows: { at: 0, bits: 8, doc: 'Further subflows beside the first.' },
  addAddrSignal: { at: 1, bits: 8, doc: 'Addresses that were announced to the other end.' },
  addAddrAccepted: { at: 2, bits: 8, doc: 'Addresses that the other end announced and that were taken.' },
  subflowsMax: { at: 3, bits: 8, doc: 'Limit of further subflows.' },
  addAddrSignalMax: { at: 4, bits: 8, doc: 'Limit of addresses to announce.' },
  addAddrAcceptedMax: { at: 5, bits: 8, doc: 'Limit of announced addresses to take.' },
  flags: { at: 8, bits: 32, doc: 'MPTCP_INFO_FLAG_*: bit 0 fell back to TCP, 1 the key of the other end is known.' },
  token: { at: 12, bits: 32, doc: 'The name of the connection at this end, which its subflows have as mptcpToken.' },
  writeSeq: { at: 16, bits: 64, doc: 'Sequence number of the next byte that is written.' },
  sndUna: { at: 24, bits: 64, doc: 'Sequence number of the first byte that is not yet acknowledged.' },
  rcvNxt: { at: 32, bits: 64, doc: 'Sequence number of the next byte that is expected.' },
  localAddrUsed: { at: 40, bits: 8, doc: 'Local addresses in use.' },
  localAddrMax: { at: 41, bits: 8, doc: 'Limit of local addresses.' },
  csumEnabled: { at: 42, bits: 8, doc: '1 where data has checksums.' },
  retransmits: { at: 44, bits: 32, doc: 'Retransmissions by MPTCP itself.' },
  bytesRetrans: { at: 48, bits: 64, unit: 'bytes', doc: 'Sent again by MPTCP itself.' },
  bytesSent: { at: 56, bits: 64, unit: 'bytes', doc: 'Sent.' },
  bytesReceived: { at: 64, bits: 64, unit: 'bytes', doc: 'Received.' },
  bytesAcked: { at: 72, bits: 64, unit: 'bytes', doc: 'Acknowledged by the other end.' },
  subflowsTotal: { at: 80, bits: 8, doc: 'All subflows, the first included.' },
  lastDataSent: { at: 84, bits: 32, unit: 'ms', doc: 'Since data was sent last.' },
  lastDataRecv: { at: 88, bits: 32, unit: 'ms', doc: 'Since data was received last.' },
  lastAckRecv: { at: 92, bits: 32, unit: 'ms', doc: 'Since an acknowledgement was received last.' },
} as const satisfies StructFields;
