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
  cookie: 1 << 4,
  interface: 1 << 5,
  v6only: 1 << 6,
  shutdown: 1 << 7,
  mark: 1 << 8,
  tos: 1 << 9,
  tclass: 1 << 10,
  congestion: 1 << 11,
  peerInode: 1 << 12,
  refCount: 1 << 13,
  flags: 1 << 14,
  primary: 1 << 15,
  associationState: 1 << 16,
  socketState: 1 << 17,
  associationId: 1 << 18,
  memory: 1 << 19,
} as const;

/** All of them. */
export const ALL_BITS = 1048575;

/** The bits of all fields that a query asks for by their names: set, until a decoder finds the field. */
export const ASKED_BITS: number = UNKNOWN.mark | UNKNOWN.tos | UNKNOWN.tclass | UNKNOWN.congestion;
