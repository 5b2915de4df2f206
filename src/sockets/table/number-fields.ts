// Made from fields.ts by `npm run docs`: change the table, not this file.

import type { MptcpInfo } from './mptcp-info-types.ts';
import type { RateColumns } from './rates.ts';
import type { SocketMemory } from './readers.ts';
import type { TcpInfo } from './tcp-info-types.ts';

/** Columns with one number a row. */
export const NUMBER_COLUMNS = [
  'protocol',
  'family',
  'state',
  'localPort',
  'remotePort',
  'recvQ',
  'sendQ',
  'backlog',
  'uid',
  'inode',
  'interface',
  'v6only',
  'timer',
  'expires',
  'retransmits',
  'probes',
  'shutdown',
  'mark',
  'tos',
  'tclass',
  'classId',
  'mptcpToken',
  'type',
  'peerInode',
  'refCount',
  'flags',
  'primary',
  'associationState',
  'socketState',
  'associationId',
] as const;

/** A field of which a row has one number: a column by its name, or a member of tcp_info, mptcp_info, memory or rates, as `tcpInfo.rtt` and `memory.rcvbuf`. */
export type NumberField =
  | 'protocol'
  | 'family'
  | 'state'
  | 'localPort'
  | 'remotePort'
  | 'recvQ'
  | 'sendQ'
  | 'backlog'
  | 'uid'
  | 'inode'
  | 'interface'
  | 'v6only'
  | 'timer'
  | 'expires'
  | 'retransmits'
  | 'probes'
  | 'shutdown'
  | 'mark'
  | 'tos'
  | 'tclass'
  | 'classId'
  | 'mptcpToken'
  | 'type'
  | 'peerInode'
  | 'refCount'
  | 'flags'
  | 'primary'
  | 'associationState'
  | 'socketState'
  | 'associationId'
  | `tcpInfo.${keyof TcpInfo}`
  | `mptcpInfo.${keyof MptcpInfo}`
  | `memory.${keyof SocketMemory}`
  | `rates.${keyof RateColumns}`;
