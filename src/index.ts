export { SockdiagError } from './errors.ts';
export type { Query } from './sockets/query.ts';
export { type Scan, scan } from './sockets/scan.ts';
export { snapshot } from './sockets/snapshot.ts';
export type { Owner, OwnerIndex, OwnerProcess } from './table/owner-index.ts';
export type {
  OwnerMethod,
  OwnerMethodName,
  ProcessCounts,
  ProtocolSource,
  ScanReport,
  SourceName,
} from './table/report.ts';
export type { Socket, SocketJSON, SocketMemory } from './table/socket.ts';
export type { SocketTable } from './table/socket-table.ts';
export type { TcpInfo } from './table/tcp-info.ts';
export { type Family, PROTOCOLS, type Protocol, type SocketType, STATES, type State, type Timer } from './uapi.ts';
