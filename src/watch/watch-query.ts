import { checkList, checkNumber } from '../base/arguments.ts';
import { checkQuery, type Query } from '../sockets/query.ts';
import { STATES } from '../uapi/sockets.ts';

const EXTRA_CHANGES = ['queues', 'tcpInfo'] as const satisfies WatchQuery['changes'];

/**
 * Which sockets to follow, and how closely. With `procFields: ['unix']` a connection that is not yet accepted is in the stream, by no
 * cookie: accepted, it is another socket.
 */
export interface WatchQuery extends Query {
  /** From one look at the kernel's tables to the next, in ms. Default 1000. */
  interval?: number;
  /**
   * With owners: the time, in ms, within which every socket's owners are searched anew. Between, what was found holds for as
   * long as the socket lives, and only new sockets are searched for. Default 30,000.
   */
  verifyInterval?: number;
  /** What else is a `changed`: recvQ or sendQ; bytes, segments sent again or round-trip time of tcp_info. */
  changes?: readonly ('queues' | 'tcpInfo')[];
  /**
   * What the kernel shall keep of its reports until they are read, in bytes. Above `net.core.rmem_max` it wants CAP_NET_ADMIN,
   * else that is what it will be; it keeps twice as much for its own bookkeeping. Default: 32 MiB, some 50,000 ends.
   */
  receiveBuffer?: number;
}

/** Which sockets, and how often. */
export interface SnapshotsQuery extends Omit<WatchQuery, 'changes' | 'receiveBuffer'> {
  /**
   * What moves on each TCP connection a second, since the look before: the columns `rates` of a table, and the fields `rates.sendRate` and so on of
   * numbers() and groupSockets(). The first table knows none, nor does any of a connection that is new to it.
   */
  rates?: boolean | undefined;
}

/** What it can have beside a Query's keys. */
export const SNAPSHOTS_KEYS: Readonly<Record<Exclude<keyof SnapshotsQuery, keyof Query>, true>> = {
  interval: true,
  verifyInterval: true,
  rates: true,
};

/** The same of a WatchQuery. */
const KEYS: Readonly<Record<Exclude<keyof WatchQuery, keyof Query>, true>> = {
  interval: true,
  verifyInterval: true,
  changes: true,
  receiveBuffer: true,
};

/** A query with its defaults. */
export interface WatchSettings {
  interval: number;
  verifyInterval: number;
  queues: boolean;
  tcpInfo: boolean;
  receiveBuffer: number;
}

const DEFAULT_INTERVAL = 1000;
const DEFAULT_VERIFY_INTERVAL = 30_000;
const DEFAULT_RECEIVE_BUFFER = 32 << 20;
// A timer's longest delay.
const MAX_INTERVAL = 0x7fffffff;
// setsockopt() takes half of what an int can hold.
const MAX_RECEIVE_BUFFER = 0x3fffffff;

/** Throws a TypeError that names the argument. BOUND_INACTIVE is no state to follow: the kernel reports no end of such a socket. */
export function watchSettings(query: WatchQuery): WatchSettings {
  checkQuery(query, KEYS);
  checkList('states', query.states, STATES);
  const { interval, verifyInterval, changes, receiveBuffer } = query;
  checkNumber('interval', interval, 1, MAX_INTERVAL);
  checkNumber('verifyInterval', verifyInterval, 1, MAX_INTERVAL);
  checkList('changes', changes, EXTRA_CHANGES);
  checkNumber('receiveBuffer', receiveBuffer, 1, MAX_RECEIVE_BUFFER);
  return {
    interval: interval ?? DEFAULT_INTERVAL,
    verifyInterval: verifyInterval ?? DEFAULT_VERIFY_INTERVAL,
    queues: changes?.includes('queues') ?? false,
    tcpInfo: changes?.includes('tcpInfo') ?? false,
    receiveBuffer: receiveBuffer ?? DEFAULT_RECEIVE_BUFFER,
  };
}
