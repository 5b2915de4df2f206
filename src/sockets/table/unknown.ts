// Made from fields.ts by `npm run docs`: change the table, not this file.

/**
 * Bits of a row's word in the column `unknown`: a bit is set where the row's source does not know the field, whose column then
 * holds 0. No value of a column means "unknown", because every value can be one of the field's own.
 */
export const UNKNOWN = {
  recvQ: 1 << 0,
  sendQ: 1 << 1,
  backlog: 1 << 2,
  uid: 1 << 3,
  inode: 1 << 4,
  cookie: 1 << 5,
  interface: 1 << 6,
  v6only: 1 << 7,
  timer: 1 << 8,
  expires: 1 << 9,
  retransmits: 1 << 10,
  probes: 1 << 11,
  shutdown: 1 << 12,
  mark: 1 << 13,
  tos: 1 << 14,
  tclass: 1 << 15,
  congestion: 1 << 16,
  classId: 1 << 17,
  cgroup: 1 << 18,
  ulp: 1 << 19,
  tls: 1 << 20,
  mptcpToken: 1 << 21,
  type: 1 << 22,
  peerInode: 1 << 23,
  refCount: 1 << 24,
  flags: 1 << 25,
  primary: 1 << 26,
  associationState: 1 << 27,
  socketState: 1 << 28,
  associationId: 1 << 29,
  memory: 1 << 30,
} as const;

/** All of them. */
export const ALL_BITS = 2147483647;

/** The bits of all fields that a query asks for by their names: set, until a decoder finds the field. */
export const ASKED_BITS: number =
  UNKNOWN.mark |
  UNKNOWN.tos |
  UNKNOWN.tclass |
  UNKNOWN.congestion |
  UNKNOWN.classId |
  UNKNOWN.cgroup |
  UNKNOWN.ulp |
  UNKNOWN.tls |
  UNKNOWN.mptcpToken;
