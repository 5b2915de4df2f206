export { type ErrorDetails, SockdiagError } from './base/errors.ts';
export type { Batch } from './kernel/batch.ts';
export type { SourceQuery } from './kernel/choice.ts';
export type { ProcfsQuery } from './kernel/procfs-only.ts';
export type { ProtocolSource, SourceName, TableReport } from './kernel/report.ts';
export type { Rows, TableScan } from './kernel/rows.ts';
export {
  BLUETOOTH_PROTOCOLS,
  BLUETOOTH_SECURITY,
  BLUETOOTH_STATES,
  type BluetoothProtocol,
  type BluetoothSecurity,
  type BluetoothSocket,
  type BluetoothState,
  type L2capSocket,
  type RfcommSocket,
} from './records/bluetooth-socket.ts';
export type { Group, GroupsFile } from './records/group.ts';
export type { GroupRecord, LineText } from './records/group-record.ts';
export type {
  Interface,
  InterfaceAddress,
  InterfaceMap,
  InterfaceRecord,
  InterfaceStatistics,
} from './records/interface.ts';
export {
  type Ax25Route,
  type DdpRoute,
  type IpxRoute,
  LEGACY_ROUTE_FAMILIES,
  type LegacyRoute,
  type LegacyRouteFamily,
  type NeighbourNode,
  type NetRomPath,
  type NetRomRoute,
  type RoseRoute,
  type X25Route,
} from './records/legacy-route.ts';
export {
  type Ax25Socket,
  type Digipeater,
  type IpxEndpoint,
  type IpxSocket,
  LEGACY_FAMILIES,
  type LegacyFamily,
  type LegacySocket,
  type LinkSocket,
  type LinkState,
  type NetRomSocket,
  type RoseSocket,
  type X25Socket,
} from './records/legacy-socket.ts';
export type { NextHop, Route, WeightedNextHop } from './records/route.ts';
export type { RouteMetrics } from './records/route-metrics.ts';
export type { NextHopRecord, RouteRecord } from './records/route-record.ts';
export type { Statistics, StatisticsFile, StatisticsSection } from './records/statistics.ts';
export type { SequenceAdjustment, TranslatedFlow, Translation } from './records/translation.ts';
export type { FlowRecord, TranslationRecord } from './records/translation-record.ts';
export type { Query } from './sockets/query.ts';
export { type Scan, type ScanResult, scan } from './sockets/scan.ts';
export { snapshot } from './sockets/snapshot.ts';
export type { BytesColumn } from './sockets/table/bytes-column.ts';
export type { ColumnGroups, Columns, TableOptions, UnixColumns } from './sockets/table/columns.ts';
export type { Owner, OwnerChains, OwnerProcess } from './sockets/table/owner-chains.ts';
export type { OwnerIndex } from './sockets/table/owner-index.ts';
export type {
  LineKind,
  OwnerMethod,
  OwnerMethodName,
  ProcessCounts,
  ScanReport,
} from './sockets/table/report.ts';
export type { SctpColumns } from './sockets/table/sctp-columns.ts';
export type { Socket, SocketJSON, SocketMemory } from './sockets/table/socket.ts';
export type { SocketTable } from './sockets/table/socket-table.ts';
export type { TCP_INFO_FIELDS, TcpInfo, TcpInfoField } from './sockets/table/tcp-info.ts';
export { type BluetoothSocketsQuery, bluetoothSockets } from './tables/bluetooth-sockets.ts';
export { type BadLines, type Groups, type GroupsQuery, type GroupsScan, groups, scanGroups } from './tables/groups.ts';
export { type InterfaceQuery, interfaces, scanInterfaces } from './tables/interfaces.ts';
export { type LegacyRoutesQuery, legacyRoutes } from './tables/legacy-routes.ts';
export { type LegacySocketsQuery, legacySockets } from './tables/legacy-sockets.ts';
export { type MasqueradeQuery, masquerade, scanMasquerade } from './tables/masquerade.ts';
export { type RoutesQuery, routes, scanRoutes } from './tables/routes.ts';
export { type StatisticsQuery, statistics } from './tables/statistics.ts';
export type { TextQuery } from './tables/text-table.ts';
export { CONNTRACK_FLAGS, type ConntrackFlag } from './uapi/conntrack.ts';
export {
  ADDRESS_FLAGS,
  type AddressFlag,
  INTERFACE_FLAGS,
  type InterfaceFlag,
  OPER_STATES,
  type OperState,
} from './uapi/links.ts';
export { ROUTE_TYPES, type RouteFlag, type RoutePreference, type RouteType } from './uapi/routes.ts';
export {
  ASSOCIATION_STATES,
  type AssociationState,
  type Family,
  PROTOCOLS,
  type Protocol,
  SOCKET_TYPES,
  type SocketType,
  STATES,
  type State,
  TIMERS,
  type Timer,
} from './uapi/sockets.ts';
export type {
  Age,
  Change,
  ChangeJSON,
  ChangeTime,
  ChangeType,
  GapChange,
  LateChange,
  SocketChange,
} from './watch/change.ts';
export { CHANGE_TYPES, toChangeJSON } from './watch/change.ts';
export type { ChangeBatch } from './watch/change-batch.ts';
export type { ChangeColumns } from './watch/change-columns.ts';
export { type SnapshotsQuery, snapshots } from './watch/snapshots.ts';
export { type Watch, watch } from './watch/watch.ts';
export type { WatchQuery } from './watch/watch-query.ts';
export type { EndSource, WatchReport } from './watch/watch-report.ts';
