import { UNKNOWN, UNKNOWN_BYTE } from '../../base/absent.ts';
import { formatAddress } from '../../base/address.ts';
import {
  AF_INET6,
  AF_UNIX,
  type AssociationState,
  type Family,
  PROTOCOL_NUMBERS,
  type Protocol,
  protocolName,
  SOCKET_TYPES,
  type SocketType,
  STATES,
  type State,
  TIMERS,
  type Timer,
} from '../../uapi/sockets.ts';
import { type Columns, MEMORY_WORDS, type UnixColumns } from './columns.ts';
import { NO_OWNER, type Owner } from './owner-chains.ts';
import { type SctpFields, sctpFields } from './sctp-columns.ts';
import { decodeTcpInfo, type TcpInfo } from './tcp-info.ts';

/** Buffer sizes of one socket in bytes, `enum SK_MEMINFO_*` in `include/uapi/linux/sock_diag.h`; `drops` counts packets. */
export interface SocketMemory {
  rmemAlloc: number;
  rcvbuf: number;
  wmemAlloc: number;
  sndbuf: number;
  fwdAlloc: number;
  wmemQueued: number;
  optmem: number;
  backlog: number;
  drops: number;
}

const MEMORY_NAMES = [
  'rmemAlloc',
  'rcvbuf',
  'wmemAlloc',
  'sndbuf',
  'fwdAlloc',
  'wmemQueued',
  'optmem',
  'backlog',
  'drops',
] as const;

const decoder = new TextDecoder();
const known = (value: number | undefined): number | null => (value === undefined || value === UNKNOWN ? null : value);

/** One row of a table, read when asked. `null` means that the row's source does not know. */
export class Socket {
  readonly #table: Columns;
  readonly #row: number;

  constructor(table: Columns, row: number) {
    this.#table = table;
    this.#row = row;
  }

  get protocol(): Protocol {
    return protocolName(this.#byte('family'), this.#byte('protocol'));
  }

  get family(): Family {
    const family = this.#byte('family');
    return family === AF_UNIX ? 'unix' : family === AF_INET6 ? 'inet6' : 'inet';
  }

  get state(): State {
    return STATES[this.#byte('state')] ?? 'UNKNOWN';
  }

  /** Text without brackets or scope; empty for a UNIX socket. */
  get localAddress(): string {
    return this.#address(this.#table.localAddress);
  }

  /** 0 for none; a raw socket's IP protocol. */
  get localPort(): number {
    return this.#table.localPort[this.#row] as number;
  }

  get remoteAddress(): string {
    return this.#address(this.#table.remoteAddress);
  }

  get remotePort(): number {
    return this.#table.remotePort[this.#row] as number;
  }

  /** Bytes to be read; for a listening socket connections to be accepted. */
  get recvQ(): number | null {
    return known(this.#word('recvQ'));
  }

  /** Bytes not yet acknowledged; 0 for a listening socket. */
  get sendQ(): number | null {
    return known(this.#word('sendQ'));
  }

  /** A listening socket's limit of connections to be accepted. */
  get backlog(): number | null {
    return known(this.#word('backlog'));
  }

  /** Who made it. 0 for sockets without a file, whoever made them. */
  get uid(): number | null {
    return known(this.#word('uid'));
  }

  /** 0 for sockets without a file: TIME_WAIT, SYN_RECV, orphans, not yet accepted. */
  get inode(): number {
    return this.#table.inode[this.#row] as number;
  }

  /** Index of the interface it is bound to; 0 for none. */
  get interface(): number | null {
    return known(this.#word('interface'));
  }

  /** The kernel's identity of the socket for as long as it lives, as SO_COOKIE gives it. */
  get cookie(): bigint | null {
    const low = this.#table.cookie[2 * this.#row] as number;
    const high = this.#table.cookie[2 * this.#row + 1] as number;
    return low === 0 && high === 0 ? null : (BigInt(high) << 32n) | BigInt(low);
  }

  get timer(): Timer {
    return TIMERS[this.#byte('timer')] ?? 'off';
  }

  /** Until the timer fires, in ms. */
  get expires(): number {
    return this.#table.expires[this.#row] as number;
  }

  get retransmits(): number {
    return this.#byte('retransmits');
  }

  /** Unanswered keepalive or window probes. */
  get probes(): number {
    return this.#byte('probes');
  }

  /** Which directions are shut down. */
  get shutdown(): { receive: boolean; send: boolean } | null {
    const bits = this.#byte('shutdown');
    return bits === UNKNOWN_BYTE ? null : { receive: (bits & 1) !== 0, send: (bits & 2) !== 0 };
  }

  /** False for an IPv6 socket that serves IPv4 too. The kernel says it of listening and unconnected ones. */
  get v6only(): boolean | null {
    const value = this.#byte('v6only');
    return value === UNKNOWN_BYTE ? null : value === 1;
  }

  /** Who holds it, lowest pid first: several after fork() or when it was passed on. Empty when owners were not asked for. */
  get owners(): Owner[] {
    const first = this.#table.firstOwner?.[this.#row] ?? NO_OWNER;
    return this.#table.owners?.owners(first) ?? [];
  }

  /** stream, dgram or seqpacket for a UNIX socket, else `null`. */
  get type(): SocketType | null {
    const unix = this.#unix;
    return unix ? (SOCKET_TYPES[unix.type[this.#row] as number] ?? 'unknown') : null;
  }

  /** A UNIX socket's name, `@` for the NUL an abstract one begins with; `null` when it has none. See pathBytes. */
  get path(): string | null {
    const bytes = this.pathBytes;
    if (bytes === null || bytes.length === 0) return null;
    return bytes[0] === 0 ? `@${decoder.decode(bytes.subarray(1))}` : decoder.decode(bytes);
  }

  /** A UNIX socket's name as the kernel has it. */
  get pathBytes(): Uint8Array | null {
    return this.#unix?.path.at(this.#row) ?? null;
  }

  /** Inode of the UNIX socket it is connected to, 0 for none. */
  get peerInode(): number | null {
    return known(this.#unix?.peerInode[this.#row]);
  }

  /** References to the kernel's UNIX socket, which only /proc tells. */
  get refCount(): number | null {
    return known(this.#unix?.refCount[this.#row]);
  }

  get flags(): number | null {
    return known(this.#unix?.flags[this.#row]);
  }

  /** All addresses of an SCTP endpoint or association, `localAddress` first; `null` for every other protocol. */
  get localAddresses(): string[] | null {
    return this.#sctp?.localAddresses ?? null;
  }

  /** All addresses of an SCTP association's other end, `remoteAddress` first; none of an endpoint. */
  get remoteAddresses(): string[] | null {
    return this.#sctp?.remoteAddresses ?? null;
  }

  /** That of `remoteAddresses` to which an association sends while it can. */
  get primaryRemoteAddress(): string | null {
    return this.#sctp?.primaryRemoteAddress ?? null;
  }

  /** An SCTP association's own state, of which `state` is TCP's nearest; `null` for an endpoint. */
  get associationState(): AssociationState | null {
    return this.#sctp?.associationState ?? null;
  }

  /** Tells apart the associations of one socket, which share its inode and cookie. Only /proc tells it. */
  get associationId(): number | null {
    return this.#sctp?.associationId ?? null;
  }

  get tcpInfo(): TcpInfo | undefined {
    return this.#table.tcpInfo && decodeTcpInfo(this.#table.tcpInfo.at(this.#row));
  }

  get memory(): SocketMemory | undefined {
    const words = this.#table.memory?.subarray(this.#row * MEMORY_WORDS, (this.#row + 1) * MEMORY_WORDS);
    if (!words || words[0] === UNKNOWN) return undefined;
    return Object.fromEntries(MEMORY_NAMES.map((name, i) => [name, words[i]])) as unknown as SocketMemory;
  }

  /** Plain data: what `JSON.stringify` prints. Columns that were not asked for, and those of other families, are left out. */
  toJSON(): SocketJSON {
    const { protocol, family, state, inode, uid, recvQ, sendQ, backlog, shutdown } = this;
    const common = {
      protocol,
      family,
      state,
      recvQ,
      sendQ,
      backlog,
      uid,
      inode,
      cookie: this.cookie?.toString() ?? null,
    };
    return {
      ...common,
      ...(family === 'unix' ? this.#unixJSON() : this.#inetJSON()),
      shutdown,
      ...(this.#table.owners && { owners: this.owners }),
      ...(this.memory && { memory: this.memory }),
    };
  }

  #inetJSON() {
    const { localAddress, localPort, remoteAddress, remotePort, v6only, timer, expires, retransmits, probes } = this;
    const inet = { localAddress, localPort, remoteAddress, remotePort, v6only, timer, expires, retransmits, probes };
    const info = this.tcpInfo;
    return { ...inet, ...this.#sctp, interface: this.interface, ...(info && { tcpInfo: plain(info) }) };
  }

  #unixJSON() {
    const { type, path, peerInode, refCount, flags } = this;
    return { type, path, peerInode, refCount, flags };
  }

  get #unix(): UnixColumns | undefined {
    return this.#byte('family') === AF_UNIX ? this.#table.unix : undefined;
  }

  get #sctp(): SctpFields | undefined {
    const { sctp } = this.#table;
    const own = sctp && this.#byte('family') !== AF_UNIX && this.#byte('protocol') === PROTOCOL_NUMBERS.sctp;
    return own ? sctpFields(sctp, this.#row, this.#byte('family')) : undefined;
  }

  #address(column: Uint8Array): string {
    const family = this.#byte('family');
    return family === AF_UNIX ? '' : formatAddress(family, column, this.#row * 16);
  }

  #byte(column: 'family' | 'protocol' | 'state' | 'timer' | 'retransmits' | 'probes' | 'shutdown' | 'v6only'): number {
    return this.#table[column][this.#row] as number;
  }

  #word(column: 'recvQ' | 'sendQ' | 'backlog' | 'uid' | 'interface'): number {
    return this.#table[column][this.#row] as number;
  }
}

/** One socket as plain data; bigints are decimal strings. */
export type SocketJSON = Record<string, unknown> & { protocol: Protocol; family: Family; state: State };

function plain(info: TcpInfo): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(info).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
  );
}
