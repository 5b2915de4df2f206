import assert from 'node:assert/strict';
import type {
  Change,
  ChangeJSON,
  GapChange,
  InetSocketJSON,
  LateChange,
  Owner,
  SocketChange,
  SocketJSON,
  TcpInfoJSON,
  UnixSocketJSON,
} from '../../src/index.ts';
import { BatchBuilder } from '../../src/recording/batch-builder.ts';
import { isRecordedChange } from '../../src/recording/recorded-change.ts';
import { TCP_INFO_FIELDS, type TcpInfoField } from '../../src/sockets/table/tcp-info-fields.ts';

/** A fixed local time, whatever the time zone. */
export const TIME = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();

export const TCP: InetSocketJSON = {
  protocol: 'tcp',
  family: 'inet',
  state: 'ESTABLISHED',
  localAddress: '10.0.0.1',
  localPort: 443,
  remoteAddress: '192.0.2.17',
  remotePort: 50000,
  recvQ: 0,
  sendQ: 0,
  backlog: null,
  uid: 1000,
  inode: 4711,
  cookie: '18446744073709551615',
  interface: 0,
  v6only: null,
  timer: 'off',
  expires: 0,
  retransmits: 0,
  probes: 0,
  shutdown: null,
};

export const LISTENER: InetSocketJSON = { ...TCP, state: 'LISTEN', remoteAddress: '0.0.0.0', remotePort: 0 };

export const UDP6: InetSocketJSON = {
  ...TCP,
  protocol: 'udp',
  family: 'inet6',
  state: 'CLOSE',
  localAddress: '::',
  localPort: 53,
  remoteAddress: '::',
  remotePort: 0,
  uid: 0,
  inode: 5,
};

export const UNIX: UnixSocketJSON = {
  protocol: 'unix',
  family: 'unix',
  state: 'LISTEN',
  recvQ: 0,
  sendQ: 0,
  backlog: 511,
  uid: null,
  inode: 6,
  cookie: '7',
  shutdown: { receive: false, send: false },
  type: 'stream',
  path: '/run/x',
  peerInode: 0,
  refCount: null,
  flags: 0x10000,
};

export function owner(pid: number, name: string): Owner {
  return { pid, fd: 3, name, comm: name };
}

/** A whole struct tcp_info up to the last of these fields; those before it that are not given are 0. Text is of records of version 1. */
export function tcpInfo(figures: Partial<Record<TcpInfoField, number | string>>): TcpInfoJSON {
  const names = Object.keys(TCP_INFO_FIELDS) as TcpInfoField[];
  const last = Math.max(...Object.keys(figures).map((name) => names.indexOf(name as TcpInfoField)), -1);
  return Object.fromEntries(names.slice(0, last + 1).map((name) => [name, figures[name] ?? 0]));
}

export const FIGURES = {
  bytesSent: 3400,
  bytesRetrans: 400,
  bytesAcked: 3001,
  bytesReceived: 120,
  rtt: 282,
  totalRetrans: 2,
};

type Rest = Partial<Pick<SocketChange, 'previousState' | 'previousOwners' | 'age' | 'unseen'>>;

/** What a change of a type has beside its socket. */
const RESTS: Readonly<Record<SocketChange['type'], Rest>> = {
  present: {},
  opened: {},
  changed: { previousState: 'ESTABLISHED' },
  owner: { previousOwners: [] },
  closed: { age: { atLeast: 0, atMost: null } },
};

/** A change of a socket, as a stream or a record gives it. */
export function change(type: SocketChange['type'], socket: SocketJSON = TCP, rest: Rest = {}): SocketChange {
  const time = new Date(TIME).toISOString();
  return asChange({ type, time, monotonic: 12.5, id: 1, socket, ...RESTS[type], ...rest }) as SocketChange;
}

/** What a record gives of a line. */
export function asChange(json: unknown): Change {
  assert.ok(isRecordedChange(json), JSON.stringify(json));
  const builder = new BatchBuilder();
  builder.add(json as ChangeJSON);
  return builder.take().at(0) as Change;
}

export const GAP: GapChange = { type: 'gap', time: TIME, monotonic: 1, lost: 120 };

export const LATE: LateChange = { type: 'late', time: TIME, monotonic: 2, took: 1530, interval: 1000 };

const ENDED = { ...TCP, tcpInfo: tcpInfo(FIGURES) };
const OWNED = { ...TCP, owners: [owner(9, 'worker')] };

/** One of each kind. */
export const CHANGES = [
  change('present', LISTENER),
  change('opened'),
  change('changed', { ...TCP, state: 'CLOSE_WAIT' }, { previousState: 'ESTABLISHED' }),
  change('owner', OWNED, { previousOwners: [owner(8, 'master')] }),
  change('closed', ENDED, { age: { atLeast: 0, atMost: 2 }, unseen: true }),
  change('opened', UDP6),
  change('present', UNIX),
  GAP,
  LATE,
] as const;
