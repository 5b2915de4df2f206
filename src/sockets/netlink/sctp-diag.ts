import { ABSENT } from '../../base/absent.ts';
import { Attributes } from '../../kernel/netlink/attributes.ts';
import type { ReplyBytes } from '../../kernel/netlink/reply-bytes.ts';
import { AF_INET, AF_INET6, PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import { hasPorts, type PortFilter } from '../filter/ports.ts';
import type { BytesColumn } from '../table/bytes-column.ts';
import type { Columns, SctpColumns } from '../table/columns.ts';
import { ADDRESS_BYTES, mapIPv4, tcpState } from '../table/sctp.ts';
import { UNKNOWN } from '../table/unknown.ts';
import { decodeInetDiag, MSG_LENGTH } from './inet-diag.ts';

/**
 * SCTP's answer, `net/sctp/diag.c`: an `inet_diag_msg` for each endpoint, and once more in front of its associations, each of
 * which has a message with the endpoint's cookie. Only an association has INET_DIAG_PEERS. Both attributes are arrays of
 * `struct sockaddr_storage`; the struct's own addresses are one each, and of an IPv6 socket with IPv4 addresses no address.
 */
const INET_DIAG_LOCALS = 12;
const INET_DIAG_PEERS = 13;
const SOCKADDR_STORAGE = 128;
const SIN_ADDR = 4;
const SIN6_ADDR = 8;

/** `SCTP_EVENT_TIMEOUT_T3_RTX` in `include/net/sctp/constants.h`: the only timer that is told of. */
const T3_RTX = 4;
const TIMER_ON = 1;

const attributes = new Attributes('inet_diag');

/** Which rows of the answer are wanted. */
export interface SctpWanted {
  /** Bit n for each state of STATES. */
  states: number;
  ports?: PortFilter | undefined;
}

/** Decodes the messages of one answer, each into the row behind the last of a table with the columns of SCTP. */
export class SctpDiagDecoder {
  /** Associations the kernel gave twice, because sockets came and went meanwhile. */
  duplicates = 0;
  readonly #wanted: SctpWanted;
  /** By the endpoint's cookie. */
  readonly #socketStates = new Map<string, number>();
  readonly #associations = new Set<string>();

  constructor(wanted: SctpWanted) {
    this.#wanted = wanted;
  }

  /** Appends a row, or none when it is not wanted or was there before. */
  decode(reply: ReplyBytes, start: number, end: number, table: Columns): void {
    decodeInetDiag(reply, start, end, PROTOCOL_NUMBERS.sctp, table);
    const row = table.length - 1;
    const sctp = table.sctp as SctpColumns;
    sctp.localAddresses.set(row, reply.u8, 0, 0);
    sctp.remoteAddresses.set(row, reply.u8, 0, 0);
    sctp.associationId[row] = 0;
    sctp.primary[row] = 0;
    let association = false;
    attributes.reset(reply, start + MSG_LENGTH, end);
    while (attributes.next()) {
      if (attributes.type === INET_DIAG_LOCALS) decodeAddresses(table, sctp.localAddresses);
      if (attributes.type !== INET_DIAG_PEERS) continue;
      decodeAddresses(table, sctp.remoteAddresses);
      association = true;
    }
    const isNew = association ? this.#association(table, sctp, row) : this.#endpoint(table, sctp, row);
    if (!isNew || !this.#isWanted(table, row)) table.length = row;
  }

  /** It has no other end: what the struct says there is its association's. False when it was there before. */
  #endpoint(table: Columns, sctp: SctpColumns, row: number): boolean {
    const cookie = cookieKey(table, row);
    const state = table.state[row] as number;
    const isNew = !this.#socketStates.has(cookie);
    this.#socketStates.set(cookie, state);
    sctp.associationState[row] = 0;
    sctp.socketState[row] = state;
    setUnknown(table, row, UNKNOWN.associationId | UNKNOWN.primary | UNKNOWN.associationState);
    setFirst(sctp.localAddresses, table.localAddress, row);
    table.remotePort[row] = 0;
    table.remoteAddress.fill(0, row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES);
    table.sendQ[row] = 0;
    setTimer(table, row, false);
    return isNew;
  }

  #association(table: Columns, sctp: SctpColumns, row: number): boolean {
    const state = table.state[row] as number;
    sctp.associationState[row] = state;
    const socketState = this.#socketStates.get(cookieKey(table, row));
    sctp.socketState[row] = socketState ?? 0;
    // The struct's is the primary path's, as long as its family is the socket's.
    const primary = indexOf(sctp.remoteAddresses.at(row), table.remoteAddress, row);
    sctp.primary[row] = primary === ABSENT ? 0 : primary;
    const ofPrimary = primary === ABSENT ? UNKNOWN.primary : 0;
    const ofState = socketState === undefined ? UNKNOWN.socketState : 0;
    setUnknown(table, row, UNKNOWN.associationId | ofPrimary | ofState);
    setFirst(sctp.localAddresses, table.localAddress, row);
    setFirst(sctp.remoteAddresses, table.remoteAddress, row);
    table.state[row] = tcpState(state);
    setTimer(table, row, table.timer[row] === T3_RTX);
    const isNew = this.#addAssociation(table, row);
    if (!isNew) this.duplicates++;
    return isNew;
  }

  /** The cookie is its endpoint's, whose associations no two share both ports and an address. */
  #addAssociation(table: Columns, row: number): boolean {
    const remote = table.remoteAddressWords.subarray(4 * row, 4 * row + 4);
    const key = `${cookieKey(table, row)} ${table.localPort[row]} ${table.remotePort[row]} ${remote}`;
    const before = this.#associations.size;
    return this.#associations.add(key).size > before;
  }

  #isWanted(table: Columns, row: number): boolean {
    const { states, ports } = this.#wanted;
    const state = table.state[row] as number;
    return (
      (states & (1 << state)) !== 0 && hasPorts(ports, table.localPort[row] as number, table.remotePort[row] as number)
    );
  }
}

/** Fills the row with those of the addresses that its family can hold; those the kernel had no longer are of none. */
function decodeAddresses(table: Columns, column: BytesColumn): void {
  const { from, to, length } = attributes;
  if (length % SOCKADDR_STORAGE !== 0) {
    throw attributes.tooShort(Math.ceil(length / SOCKADDR_STORAGE) * SOCKADDR_STORAGE);
  }
  const row = table.length - 1;
  const { u8, u16 } = attributes.reply;
  const addresses = new Uint8Array((length / SOCKADDR_STORAGE) * ADDRESS_BYTES);
  const ipv6 = table.family[row] === AF_INET6;
  let used = 0;
  for (let at = from; at < to; at += SOCKADDR_STORAGE) {
    const family = u16[at >> 1];
    if (family === AF_INET && ipv6) mapIPv4(u8, at + SIN_ADDR, addresses, used);
    else if (family === AF_INET) addresses.set(u8.subarray(at + SIN_ADDR, at + SIN_ADDR + 4), used);
    else if (family === AF_INET6 && ipv6)
      addresses.set(u8.subarray(at + SIN6_ADDR, at + SIN6_ADDR + ADDRESS_BYTES), used);
    else continue;
    used += ADDRESS_BYTES;
  }
  column.set(row, addresses, 0, used);
}

/** The table's own address is the first of all, where the kernel gives all. */
function setFirst(addresses: BytesColumn, column: Uint8Array, row: number): void {
  const all = addresses.at(row);
  if (all.length > 0) column.set(all.subarray(0, ADDRESS_BYTES), row * ADDRESS_BYTES);
}

/** By TCP's numbers the timer would be that of probes, and so is the count. */
function setTimer(table: Columns, row: number, runs: boolean): void {
  table.timer[row] = runs ? TIMER_ON : 0;
  table.retransmits[row] = runs ? (table.probes[row] as number) : 0;
  table.probes[row] = 0;
  if (!runs) table.expires[row] = 0;
}

function setUnknown(table: Columns, row: number, bits: number): void {
  table.unknown[row] = (table.unknown[row] as number) | bits;
}

function indexOf(addresses: Uint8Array, column: Uint8Array, row: number): number {
  const wanted = column.subarray(row * ADDRESS_BYTES, (row + 1) * ADDRESS_BYTES);
  for (let i = 0; i < addresses.length / ADDRESS_BYTES; i++) {
    const address = addresses.subarray(i * ADDRESS_BYTES, (i + 1) * ADDRESS_BYTES);
    if (address.every((byte, at) => byte === wanted[at])) return i;
  }
  return ABSENT;
}

function cookieKey(table: Columns, row: number): string {
  return `${table.cookie[2 * row]} ${table.cookie[2 * row + 1]}`;
}
