import type { ShownGap, ShownLate, ShownSocket, ShownSocketChange } from '../../src/recording/shown-change.ts';

/** A fixed local time, whatever the time zone. */
export const TIME = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();

export const TCP: ShownSocket = {
  protocol: 'tcp',
  family: 'inet',
  state: 'ESTABLISHED',
  inode: 4711,
  uid: 1000,
  localAddress: '10.0.0.1',
  localPort: 443,
  remoteAddress: '192.0.2.17',
  remotePort: 50000,
};

export const LISTENER: ShownSocket = { ...TCP, state: 'LISTEN', remoteAddress: '0.0.0.0', remotePort: 0 };

export const UDP6: ShownSocket = {
  protocol: 'udp',
  family: 'inet6',
  state: 'CLOSE',
  inode: 5,
  uid: 0,
  localAddress: '::',
  localPort: 53,
  remoteAddress: '::',
  remotePort: 0,
};

export const UNIX: ShownSocket = {
  protocol: 'unix',
  family: 'unix',
  state: 'LISTEN',
  inode: 6,
  uid: null,
  type: 'stream',
  path: '/run/x',
};

export const FIGURES = {
  bytesSent: '3400',
  bytesRetrans: '400',
  bytesAcked: '3001',
  bytesReceived: '120',
  rtt: 282,
  totalRetrans: 2,
};

/** A change of a socket, as a record holds it. */
export function change(
  type: ShownSocketChange['type'],
  socket: ShownSocket = TCP,
  rest: Partial<ShownSocketChange> = {},
): ShownSocketChange & { monotonic: number } {
  return { type, time: new Date(TIME).toISOString(), monotonic: 12.5, socket, ...rest };
}

export const GAP: ShownGap & { monotonic: number } = {
  type: 'gap',
  time: new Date(TIME).toISOString(),
  monotonic: 1,
  lost: 120,
};

export const LATE: ShownLate & { monotonic: number } = {
  type: 'late',
  time: new Date(TIME).toISOString(),
  monotonic: 2,
  took: 1530,
  interval: 1000,
};

/** One of each kind. */
export const CHANGES = [
  change('present', LISTENER, {}),
  change('opened'),
  change('changed', { ...TCP, state: 'CLOSE_WAIT' }, { previousState: 'ESTABLISHED' }),
  change('owner', { ...TCP, owners: [{ pid: 9, name: 'worker' }] }, { previousOwners: [{ pid: 8, name: 'master' }] }),
  change('closed', { ...TCP, tcpInfo: FIGURES }, { age: { atLeast: 0, atMost: 2 }, unseen: true }),
  change('opened', UDP6),
  change('present', UNIX),
  GAP,
  LATE,
] as const;
