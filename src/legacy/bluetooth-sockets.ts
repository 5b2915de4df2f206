import { checkList, checkQueryObject } from '../base/arguments.ts';
import { requireLinux } from '../base/errors.ts';
import type { ProcRoot } from '../kernel/procfs/root.ts';
import { sysRoot } from '../kernel/procfs/sys-root.ts';
import type { TableReport } from '../kernel/report.ts';
import type { Rows } from '../kernel/rows.ts';
import { BLUETOOTH_PROTOCOLS, type BluetoothProtocol, type BluetoothSocket } from './bluetooth-socket.ts';
import { parseL2cap, parseRfcomm } from './procfs/bluetooth.ts';
import {
  checkTextQuery,
  collectTables,
  readTextTable,
  TEXT_KEYS,
  type TextQuery,
  type TextTable,
} from './text-table.ts';

/** What bluetoothSockets() is asked for. Everything is optional. */
export interface BluetoothSocketsQuery extends TextQuery {
  /** Default: `l2cap` and `rfcomm`. */
  protocols?: readonly BluetoothProtocol[];
}

const KEYS: Readonly<Record<keyof BluetoothSocketsQuery, true>> = { ...TEXT_KEYS, protocols: true };

/** The kernel lists them in debugfs, which root alone may read. */
const debugfs = (file: string) => (root: ProcRoot) => [`${sysRoot(root)}/kernel/debug/bluetooth/${file}`];

const TABLES: Readonly<Record<BluetoothProtocol, TextTable<BluetoothSocket>>> = {
  l2cap: { name: 'l2cap', files: debugfs('l2cap'), parse: parseL2cap },
  rfcomm: { name: 'rfcomm', files: debugfs('rfcomm'), parse: parseRfcomm },
};

/** The lines of a protocol; undefined where the kernel lacks it, or keeps it to root, which the report then says. */
export function readBluetooth(
  protocol: BluetoothProtocol,
  query: TextQuery,
  report: TableReport,
): Promise<(BluetoothSocket | null)[] | undefined> {
  return readTextTable(TABLES[protocol], query, report);
}

/**
 * Bluetooth's sockets, from debugfs: below the environment's `HOST_SYS`, else below the `sys` beside /proc. Of a protocol that the kernel
 * lacks there are none, and the report names it as `none`. As a rule only root may read debugfs: for others the report says `none` with
 * the code `EACCES`.
 */
export async function bluetoothSockets(query: BluetoothSocketsQuery = {}): Promise<Rows<BluetoothSocket>> {
  requireLinux();
  checkQueryObject(query, KEYS);
  checkTextQuery(query);
  checkList('protocols', query.protocols, BLUETOOTH_PROTOCOLS);
  const { protocols = BLUETOOTH_PROTOCOLS, signal } = query;
  const names = BLUETOOTH_PROTOCOLS.filter((name) => protocols.includes(name));
  return collectTables(names, (name, report) => readBluetooth(name, query, report), signal);
}
