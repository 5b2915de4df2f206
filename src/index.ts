export { type ErrorDetails, SockdiagError } from './base/errors.ts';
export type { Group, GroupsFile } from './groups/group.ts';
export type { GroupRecord, LineText } from './groups/group-record.ts';
export { type BadLines, type Groups, type GroupsQuery, type GroupsScan, groups, scanGroups } from './groups/groups.ts';
export type {
  Interface,
  InterfaceAddress,
  InterfaceMap,
  InterfaceRecord,
  InterfaceStatistics,
} from './interfaces/interface.ts';
export { type InterfaceQuery, interfaces, scanInterfaces } from './interfaces/interfaces.ts';
export type { Batch } from './kernel/batch.ts';
export type { ProcfsQuery } from './kernel/procfs-only.ts';
export type { PartReport, PartSource, SourceName, TableReport } from './kernel/report.ts';
export type { Rows, TableScan } from './kernel/rows.ts';
export type { SourceQuery } from './kernel/source-choice.ts';
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
} from './legacy/bluetooth-socket.ts';
export { type BluetoothSocketsQuery, bluetoothSockets } from './legacy/bluetooth-sockets.ts';
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
} from './legacy/legacy-route.ts';
export { type LegacyRoutesQuery, legacyRoutes } from './legacy/legacy-routes.ts';
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
} from './legacy/legacy-socket.ts';
export { type LegacySocketsQuery, legacySockets } from './legacy/legacy-sockets.ts';
export type { TextQuery } from './legacy/text-table.ts';
export { type MasqueradeQuery, masquerade, scanMasquerade } from './masquerade/masquerade.ts';
export type { SequenceAdjustment, TranslatedFlow, Translation } from './masquerade/translation.ts';
export type { FlowRecord, TranslationRecord } from './masquerade/translation-record.ts';
export { record } from './recording/record.ts';
export type { ReplayReport } from './recording/record-parser.ts';
export type { RecordedQuery, RecordStart } from './recording/record-start.ts';
export { type RecordSource, type Replay, type ReplayOptions, replay } from './recording/replay.ts';
export type { NextHop, Route, WeightedNextHop } from './routes/route.ts';
export type { RouteMetrics } from './routes/route-metrics.ts';
export type { NextHopRecord, RouteRecord } from './routes/route-record.ts';
export { type RoutesQuery, routes, scanRoutes } from './routes/routes.ts';
export { type ExplainedTable, explainFilter, type FilterExplanation } from './sockets/explain-filter.ts';
export { FilterError } from './sockets/filter/filter-error.ts';
export { findOwners } from './sockets/find-owners.ts';
export type { Ancestor, Holder, HolderProcess, Holders, HoldersReport } from './sockets/holders/holder.ts';
export type { OwnersQuery, PortProtocol } from './sockets/holders/owners-query.ts';
export type { GroupValue } from './sockets/order/group-key.ts';
export type { GroupingOptions } from './sockets/order/grouping-options.ts';
export type { GroupNumbers, SocketGroup, SocketGroups } from './sockets/order/socket-groups.ts';
export type { Container, ContainerRuntime } from './sockets/processes/cgroup-path.ts';
export type { AskedState, Query } from './sockets/query.ts';
export { scan } from './sockets/scan.ts';
export type { ScanResult } from './sockets/scan-result.ts';
export { snapshot } from './sockets/snapshot.ts';
export type { Scan } from './sockets/start-scan.ts';
export { groupSockets, type Summary, summarize } from './sockets/summarize.ts';
export { ASKED_FIELDS, type AskedField } from './sockets/table/asked-fields.ts';
export type { BytesColumn } from './sockets/table/bytes-column.ts';
export type { Columns, SctpColumns, UnixColumns } from './sockets/table/columns.ts';
export type { MptcpInfo, MptcpInfoJSON } from './sockets/table/mptcp-info-types.ts';
export type { NumberField } from './sockets/table/number-fields.ts';
export { numbers } from './sockets/table/numbers.ts';
export type { Owner, OwnerChains, OwnerProcess, OwnerUsers } from './sockets/table/owner-chains.ts';
export type { OwnerIndex } from './sockets/table/owner-index.ts';
export type { RateColumns } from './sockets/table/rates.ts';
export type { Shutdown, SocketMemory } from './sockets/table/readers.ts';
export type {
  OwnerMethod,
  OwnerMethodName,
  OwnerReport,
  OwnersIncomplete,
  ProcessCounts,
  ScanReport,
  SocketLines,
  SocketPart,
} from './sockets/table/report.ts';
export type { Socket } from './sockets/table/socket.ts';
export type { InetSocketJSON, SocketJSON, UnixSocketJSON } from './sockets/table/socket-json.ts';
export type { SocketTable } from './sockets/table/socket-table.ts';
export type { ColumnGroups, TableOptions } from './sockets/table/table-options.ts';
export type { TcpInfo, TcpInfoJSON } from './sockets/table/tcp-info-types.ts';
export type { Tls, TlsPlace, TlsVersion } from './sockets/table/tls.ts';
export { UNKNOWN } from './sockets/table/unknown.ts';
export type { Statistics, StatisticsFile, StatisticsSection } from './statistics/sections.ts';
export { type StatisticsQuery, statistics } from './statistics/statistics.ts';
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
  NAMED_PROTOCOLS,
  PROTOCOLS,
  type Protocol,
  SOCKET_TYPES,
  type SocketType,
  STATES,
  type State,
  TIMERS,
  type Timer,
} from './uapi/sockets.ts';
export {
  type Age,
  CHANGE_TYPES,
  type Change,
  type ChangedChange,
  type ChangeTime,
  type ChangeType,
  type ClosedChange,
  type GapChange,
  type LateChange,
  type OfSocket,
  type OpenedChange,
  type OwnerChange,
  type PresentChange,
  type SocketChange,
} from './watch/changes/change.ts';
export type { ChangeBatch } from './watch/changes/change-batch.ts';
export type { ChangeColumns } from './watch/changes/change-columns.ts';
export { type ChangeJSON, type OfSocketJSON, toChangeJSON } from './watch/changes/change-json.ts';
export type { EndSource, WatchReport } from './watch/changes/watch-report.ts';
export { snapshots } from './watch/snapshots.ts';
export { type Watch, watch } from './watch/watch.ts';
export type { SnapshotsQuery, WatchQuery } from './watch/watch-query.ts';
