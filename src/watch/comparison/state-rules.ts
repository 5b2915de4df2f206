import { hasPorts, type PortFilter } from '../../sockets/filter/ports.ts';
import { portFilter, type Query } from '../../sockets/query.ts';
import type { Columns } from '../../sockets/table/columns.ts';
import { tcpInfoWord } from '../../sockets/table/tcp-info.ts';
import { PROTOCOL_NUMBERS, STATE_NUMBERS, STATES, type State } from '../../uapi/sockets.ts';
import type { StreamFilter } from './stream-filter.ts';

const bit = (state: State) => 1 << STATE_NUMBERS[state];

/** States in which the kernel keeps but the remains of a TCP connection, whose end it has reported. */
const REMAINS = bit('FIN_WAIT2') | bit('TIME_WAIT');

/** States of a whole TCP socket that is, or was to be, connected. */
const CONNECTED: readonly State[] = [
  'ESTABLISHED',
  'SYN_SENT',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'CLOSE_WAIT',
  'LAST_ACK',
  'CLOSING',
];
const CONNECTED_BITS = CONNECTED.reduce((bits, state) => bits | bit(state), 0);

/** States, and 0 for none, from which a connection comes into ESTABLISHED; and those into which it comes from there alone. */
const BEFORE = 1 | bit('SYN_SENT') | bit('SYN_RECV');
const AFTER = CONNECTED_BITS & ~(bit('SYN_SENT') | bit('ESTABLISHED'));
const ESTABLISHED = STATE_NUMBERS.ESTABLISHED;

/** What of a socket is a change beside its state and addresses. */
export interface Noticed {
  queues: boolean;
  tcpInfo: boolean;
}

/** What of a query decides over a single socket. */
export class StateRules {
  /**
   * The states to ask the kernel for; undefined for all. A connection that is followed is followed into whatever state it goes, and one
   * whose end is reported is known to be old only if it was seen before: so who wants one state of them gets all asked for.
   */
  readonly asked: readonly State[] | undefined;
  readonly filter: StreamFilter | undefined;
  readonly #wanted: number;
  readonly #asked: number;
  readonly #ports: PortFilter | undefined;
  /** Of a socket that has ended nobody knows who held it. */
  readonly #anyProcess: boolean;

  constructor(query: Query, widened: boolean, filter?: StreamFilter) {
    this.filter = filter;
    // watchSettings() takes no other.
    const states = query.states as readonly State[] | undefined;
    this.#wanted = bitsOf(states);
    const more = widened && (this.#wanted & CONNECTED_BITS) !== 0 ? CONNECTED : [];
    this.asked = states && [...new Set([...states, ...more])];
    this.#asked = bitsOf(this.asked);
    this.#ports = portFilter(query);
    this.#anyProcess = query.pids === undefined;
  }

  /** Whether a socket in this state is to be in the stream. */
  wants(state: number): boolean {
    return ((this.#wanted >> state) & 1) === 1;
  }

  /** Whether a socket in this state, and in another one before, was in one that is wanted. @param previous - 0 for none */
  passed(previous: number, state: number): boolean {
    const through = ((BEFORE >> previous) & 1) === 1 && ((AFTER >> state) & 1) === 1;
    return this.wants(state) || (through && this.wants(ESTABLISHED));
  }

  /** Whether a socket that has ended was connected after it had been found in this state, and is wanted for that. */
  passedUnseen(previous: number, ended: Columns, row: number): boolean {
    const connected = tcpInfoWord(ended.tcpInfo, row, 'rtt') > 0;
    const passed = ((BEFORE >> previous) & 1) === 1 && connected && this.wants(ESTABLISHED);
    return passed && this.#passesEnded(ended, row);
  }

  /** Whether something of a socket that has ended may be left in the table, where it would be found. */
  mayRemain(table: Columns, row: number): boolean {
    return (this.#asked & REMAINS) !== 0 && table.protocol[row] === PROTOCOL_NUMBERS.tcp && table.remotePort[row] !== 0;
  }

  /** Whether a row is what the kernel keeps of a connection after its end. */
  remains(table: Columns, row: number): boolean {
    return table.inode[row] === 0 && ((REMAINS >> (table.state[row] as number)) & 1) === 1;
  }

  /**
   * Whether the kernel is yet to report the end of what has left its tables: of remains it has done so, and of what was in SYN_RECV it
   * never does.
   */
  isReportedLater(table: Columns, row: number): boolean {
    return !this.remains(table, row) && table.state[row] !== STATE_NUMBERS.SYN_RECV;
  }

  /** Whether a row would be found in the tables that are asked for. */
  finds(table: Columns, row: number): boolean {
    return ((this.#asked >> (table.state[row] as number)) & 1) === 1;
  }

  /** Whether a socket of which nothing is known but its end may be one that is asked for. One without a port was in no table. */
  mayBeAsked(table: Columns, row: number): boolean {
    const local = table.localPort[row] as number;
    return this.#anyProcess && local !== 0 && hasPorts(this.#ports, local, table.remotePort[row] as number);
  }

  /**
   * Whether it may have been in a state that is wanted. What it was last is not told of TCP, but only a connection has sent segments.
   */
  wantsUnseen(table: Columns, row: number): boolean {
    if (!this.#passesEnded(table, row)) return false;
    if (table.protocol[row] !== PROTOCOL_NUMBERS.tcp) return this.wants(table.state[row] as number);
    const connected = table.remotePort[row] !== 0 || tcpInfoWord(table.tcpInfo, row, 'segsOut') > 0;
    return (this.#wanted & (connected ? CONNECTED_BITS : bit('LISTEN'))) !== 0;
  }

  /** Whether a socket that has ended, and is left in a state, was or is in one that is wanted. */
  wantsRest(state: number, ended: Columns, row: number): boolean {
    return (this.wants(state) && this.#passesEnded(ended, row)) || this.wantsUnseen(ended, row);
  }

  #passesEnded(table: Columns, row: number): boolean {
    return this.filter?.passesEnded(table, row) ?? true;
  }
}

function bitsOf(states: readonly State[] = STATES): number {
  return states.reduce((bits, state) => bits | bit(state), 0);
}

/**
 * The least age in ms that tcp_info gives away of a connection: since it was made it has sent or received, or the kernel counts
 * from then. 0 where no connection was made.
 */
export function leastAge(table: Columns, row: number): number {
  if (tcpInfoWord(table.tcpInfo, row, 'rtt') === 0) return 0;
  return Math.max(tcpInfoWord(table.tcpInfo, row, 'lastDataSent'), tcpInfoWord(table.tcpInfo, row, 'lastDataRecv'));
}
