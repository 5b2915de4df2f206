import { hasPorts, type PortFilter } from '../ports.ts';
import { portFilter, type Query } from '../sockets/query.ts';
import type { Columns } from '../table/columns.ts';
import { tcpInfoWord } from '../table/tcp-info.ts';
import { PROTOCOL_NUMBERS, STATE_NUMBERS, STATES, type State } from '../uapi.ts';

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

/** What of a query decides over a single socket. */
export class StateRules {
  /**
   * The states to ask the kernel for; undefined for all. A connection that is followed is followed into whatever state it goes, and one
   * whose end is reported is known to be old only if it was seen before: so who wants one state of them gets all asked for.
   */
  readonly asked: readonly State[] | undefined;
  readonly #wanted: number;
  readonly #asked: number;
  readonly #ports: PortFilter | undefined;
  /** Of a socket that has ended nobody knows who held it. */
  readonly #anyProcess: boolean;

  constructor(query: Query, widened: boolean) {
    this.#wanted = bitsOf(query.states);
    const more = widened && (this.#wanted & CONNECTED_BITS) !== 0 ? CONNECTED : [];
    this.asked = query.states && [...new Set([...query.states, ...more])];
    this.#asked = bitsOf(this.asked);
    this.#ports = portFilter(query);
    this.#anyProcess = query.pids === undefined;
  }

  /** Whether a socket in this state is to be in the stream. */
  wants(state: number): boolean {
    return ((this.#wanted >> state) & 1) === 1;
  }

  /** Whether something of a socket that has ended may be left in the table, where it would be found. */
  mayRemain(table: Columns, row: number): boolean {
    return (this.#asked & REMAINS) !== 0 && table.protocol[row] === PROTOCOL_NUMBERS.tcp && table.remotePort[row] !== 0;
  }

  /** Whether a row is what the kernel keeps of a connection after its end. */
  remains(table: Columns, row: number): boolean {
    return table.inode[row] === 0 && ((REMAINS >> (table.state[row] as number)) & 1) === 1;
  }

  /** Whether a row would be found in the tables that are asked for. */
  finds(table: Columns, row: number): boolean {
    return ((this.#asked >> (table.state[row] as number)) & 1) === 1;
  }

  /**
   * Whether a socket that has ended, of which nothing was known, may have been one that is wanted. A socket without a port was
   * never in a table. What it was last is not told of TCP, but only a connection has sent segments.
   */
  wantsUnseen(table: Columns, row: number): boolean {
    const local = table.localPort[row] as number;
    const remote = table.remotePort[row] as number;
    if (!this.#anyProcess || local === 0 || !hasPorts(this.#ports, local, remote)) return false;
    if (table.protocol[row] !== PROTOCOL_NUMBERS.tcp) return this.wants(table.state[row] as number);
    const connected = remote !== 0 || tcpInfoWord(table.tcpInfo, row, 'segsOut') > 0;
    return (this.#wanted & (connected ? CONNECTED_BITS : bit('LISTEN'))) !== 0;
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
