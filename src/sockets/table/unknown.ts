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
  peerInode: 1 << 8,
  refCount: 1 << 9,
  flags: 1 << 10,
  primary: 1 << 11,
  associationState: 1 << 12,
  socketState: 1 << 13,
  associationId: 1 << 14,
  memory: 1 << 15,
} as const;
