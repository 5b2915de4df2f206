/** Kinds of Bluetooth sockets the kernel lists, in netstat's order. */
export const BLUETOOTH_PROTOCOLS = ['l2cap', 'rfcomm'] as const;

export type BluetoothProtocol = (typeof BLUETOOTH_PROTOCOLS)[number];

/** By number from 1, `enum` of `BT_CONNECTED` … in `include/net/bluetooth/bluetooth.h`. */
export const BLUETOOTH_STATES = [
  'UNKNOWN',
  'CONNECTED',
  'OPEN',
  'BOUND',
  'LISTEN',
  'CONNECT',
  'CONNECT2',
  'CONFIG',
  'DISCONN',
  'CLOSED',
] as const;

export type BluetoothState = (typeof BLUETOOTH_STATES)[number];

/** By number, `BT_SECURITY_SDP` … in `include/net/bluetooth/bluetooth.h`. */
export const BLUETOOTH_SECURITY = ['SDP', 'LOW', 'MEDIUM', 'HIGH', 'FIPS'] as const;

export type BluetoothSecurity = (typeof BLUETOOTH_SECURITY)[number] | 'UNKNOWN';

/** One L2CAP socket: a line of debugfs' `bluetooth/l2cap` (`l2cap_debugfs_show()` in `net/bluetooth/l2cap_core.c`). */
export interface L2capSocket {
  protocol: 'l2cap';
  /** Address of this end, six hexadecimal pairs with colons; null when it is any. */
  source: string | null;
  destination: string | null;
  state: BluetoothState;
  /** Protocol/service multiplexer: the port. Null, as each number here, where debugfs has one that is none. */
  psm: number | null;
  /** Channel of this end, and of the other. */
  sourceChannel: number | null;
  destinationChannel: number | null;
  /** Greatest packet this end takes, in bytes, and the one the other end takes. */
  incomingMtu: number | null;
  outgoingMtu: number | null;
  security: BluetoothSecurity;
}

/** One RFCOMM socket: a line of debugfs' `bluetooth/rfcomm` (`rfcomm_sock_debugfs_show()` in `net/bluetooth/rfcomm/sock.c`). */
export interface RfcommSocket {
  protocol: 'rfcomm';
  source: string | null;
  destination: string | null;
  state: BluetoothState;
  /** 1 to 30; 0 before there is one, null where debugfs has a number that is none. */
  channel: number | null;
}

export type BluetoothSocket = L2capSocket | RfcommSocket;
