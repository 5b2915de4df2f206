import { UNKNOWN, UNKNOWN_BYTE } from '../../base/absent.ts';
import { formatAddress } from '../../base/address.ts';
import {
  AF_INET,
  AF_INET6,
  ASSOCIATION_STATES,
  type AssociationState,
  STATE_NUMBERS,
  type State,
} from '../../uapi/sockets.ts';
import { BytesColumn } from './bytes-column.ts';

/** Bytes of each address in SctpColumns. */
export const ADDRESS_BYTES = 16;

/** What stands in `socketState` where the source does not tell. */
export const NO_STATE = UNKNOWN_BYTE;

/**
 * The columns only SCTP has. A row is an endpoint, which is a socket and has but local addresses, or one of the associations of
 * a socket, which all have its inode and its cookie.
 */
export class SctpColumns {
  /** By the numbers of ASSOCIATION_STATES; UNKNOWN_BYTE for an endpoint. */
  readonly associationState: Uint8Array;
  /** The state of the socket, by TCP's numbers: what `/proc/net/sctp` calls SST. NO_STATE where it is not known. */
  readonly socketState: Uint8Array;
  /** UNKNOWN for an endpoint, and from sock_diag. */
  readonly associationId: Uint32Array;
  /** Index of the primary path's address in `remoteAddresses`; UNKNOWN for an endpoint, and where the kernel marks none. */
  readonly primary: Uint32Array;
  /** ADDRESS_BYTES each, as in the table's own columns: in the row's family, so that IPv4 in an IPv6 row is mapped. */
  readonly localAddresses: BytesColumn;
  readonly remoteAddresses: BytesColumn;

  constructor(rows: number) {
    this.associationState = new Uint8Array(rows);
    this.socketState = new Uint8Array(rows);
    this.associationId = new Uint32Array(rows);
    this.primary = new Uint32Array(rows);
    this.localAddresses = new BytesColumn(rows);
    this.remoteAddresses = new BytesColumn(rows);
  }
}

/** Those of SctpColumns that are typed arrays with an element a row. */
export const SCTP_COLUMNS = ['associationState', 'socketState', 'associationId', 'primary'] as const;

/** The others. */
export const SCTP_ADDRESSES = ['localAddresses', 'remoteAddresses'] as const;

/** What TCP calls a state that comes nearest, so that a query by states finds associations too. */
const TCP_STATES: Readonly<Record<AssociationState, State>> = {
  CLOSED: 'CLOSE',
  COOKIE_WAIT: 'SYN_SENT',
  COOKIE_ECHOED: 'SYN_SENT',
  ESTABLISHED: 'ESTABLISHED',
  SHUTDOWN_PENDING: 'FIN_WAIT1',
  SHUTDOWN_SENT: 'FIN_WAIT2',
  SHUTDOWN_RECEIVED: 'CLOSE_WAIT',
  SHUTDOWN_ACK_SENT: 'LAST_ACK',
};

/** TCP's number for an association's state. */
export function tcpState(associationState: number): number {
  const name = ASSOCIATION_STATES[associationState];
  return name === undefined ? STATE_NUMBERS.UNKNOWN : STATE_NUMBERS[TCP_STATES[name]];
}

/** Puts an IPv4 address, 4 bytes, into ADDRESS_BYTES of an IPv6 row: `::ffff:a.b.c.d`. */
export function mapIPv4(source: Uint8Array, from: number, target: Uint8Array, to: number): void {
  target.fill(0, to, to + 10);
  target.fill(0xff, to + 10, to + 12);
  for (let i = 0; i < 4; i++) target[to + 12 + i] = source[from + i] as number;
}

/** What a row has of its own when it is SCTP's. */
export interface SctpFields {
  localAddresses: string[];
  remoteAddresses: string[];
  primaryRemoteAddress: string | null;
  associationState: AssociationState | null;
  associationId: number | null;
}

export function sctpFields(sctp: SctpColumns, row: number, family: number): SctpFields {
  const remoteAddresses = texts(sctp.remoteAddresses.at(row), family);
  const id = sctp.associationId[row] as number;
  return {
    localAddresses: texts(sctp.localAddresses.at(row), family),
    remoteAddresses,
    primaryRemoteAddress: remoteAddresses[sctp.primary[row] as number] ?? null,
    associationState: ASSOCIATION_STATES[sctp.associationState[row] as number] ?? null,
    associationId: id === UNKNOWN ? null : id,
  };
}

function texts(addresses: Uint8Array, family: number): string[] {
  const shown = family === AF_INET6 ? AF_INET6 : AF_INET;
  return Array.from({ length: addresses.length / ADDRESS_BYTES }, (_, i) =>
    formatAddress(shown, addresses, i * ADDRESS_BYTES),
  );
}
