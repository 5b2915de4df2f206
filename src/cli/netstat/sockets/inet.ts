import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { AF_INET6, protocolName, STATES } from '../../../uapi/sockets.ts';
import type { Names } from '../../names/names.ts';
import type { PortNames } from '../../names/services.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { Settings } from '../../settings.ts';
import type { OwnerColumns } from './columns.ts';
import { EndpointWriter } from './endpoint.ts';
import { OptionColumns } from './option-columns.ts';
import { type PrintedNumbers, printedNumbers } from './printed-numbers.ts';
import { isShown, shownMode } from './selection.ts';

const NAME_WIDTH = 5;
const QUEUE_WIDTH = 6;
const STATE_WIDTH = 11;

const ESTABLISHED = 1;
const CLOSE = 7;

const encode = (text: string) => Buffer.from(text, 'latin1');
const stateText = (text: string) => encode(text.padEnd(STATE_WIDTH));

/** By number. */
const STATE_TEXTS = STATES.map(stateText);
const UNKNOWN_STATE = stateText('UNKNOWN');
/** What netstat has for a state of TCP that is printed as 0. */
const NO_STATE = stateText('');
/** Of protocols without a handshake: connected or not. */
const STATELESS_TEXTS = { [ESTABLISHED]: stateText('ESTABLISHED'), [CLOSE]: stateText('') };

/** How one protocol's rows differ. */
interface ProtocolLayout {
  name: string;
  services: 'tcp' | 'udp' | 'raw';
}

const LAYOUTS: Readonly<Record<string, ProtocolLayout>> = {
  tcp: { name: 'tcp', services: 'tcp' },
  udp: { name: 'udp', services: 'udp' },
  udplite: { name: 'udpl', services: 'udp' },
  raw: { name: 'raw', services: 'raw' },
};

/** netstat's "Active Internet connections", but for the rows of SCTP. */
export class InetListing {
  readonly #out: LineWriter;
  readonly #settings: Settings;
  readonly #names: Names;
  readonly #options: OptionColumns;
  readonly #endpoint: EndpointWriter;

  constructor(out: LineWriter, settings: Settings, names: Names, owners: OwnerColumns) {
    this.#out = out;
    this.#settings = settings;
    this.#names = names;
    this.#options = new OptionColumns(out, settings, names, owners);
    this.#endpoint = new EndpointWriter(out, names, settings.wide);
  }

  heading(): void {
    const out = this.#out;
    const { extend, programs, context, timers } = this.#settings;
    out.text(`Active Internet connections ${shownMode(this.#settings)}`);
    out.endLine();
    out.text('Proto Recv-Q Send-Q Local Address           Foreign Address         State      ');
    if (extend) out.text(' User       Inode     ');
    if (programs) out.text(' PID/Program name    ');
    if (context) out.text(' Security Context'.padEnd(50));
    if (timers) out.text(' Timer');
    out.endLine();
  }

  rows(table: SocketTable): void {
    if (table.length === 0) return;
    const protocol = protocolName(table.family[0] as number, table.protocol[0] as number);
    const layout = LAYOUTS[protocol] as ProtocolLayout;
    const name = table.family[0] === AF_INET6 ? `${layout.name}6` : layout.name;
    const ports = this.#names.ports(layout.services);
    const prefix = encode(`${name.padEnd(NAME_WIDTH)} `);
    for (let row = 0; row < table.length; row++) {
      if (!isShown(this.#settings, table, row)) continue;
      const printed = table.printed && printedNumbers(table, row);
      this.#connection(table, row, prefix, ports, printed);
      this.#state(table, row, protocol, printed);
      this.#options.write(table, row, protocol, printed);
      this.#out.endLine();
    }
  }

  /** Protocol, queues and both ends. */
  #connection(
    table: SocketTable,
    row: number,
    prefix: Uint8Array,
    ports: PortNames,
    printed: PrintedNumbers | undefined,
  ): void {
    const out = this.#out;
    const family = table.family[row] as number;
    out.copy(prefix);
    if (printed) this.#printedQueues(printed);
    else this.#queues(table, row);
    this.#endpoint.write(family, table.localAddress, row * 16, table.localPort[row] as number, ports);
    out.space();
    this.#endpoint.write(family, table.remoteAddress, row * 16, table.remotePort[row] as number, ports);
    out.space();
  }

  #queues(table: SocketTable, row: number): void {
    const out = this.#out;
    out.numberRight(table.recvQ[row] as number, QUEUE_WIDTH);
    out.space();
    out.numberRight(table.sendQ[row] as number, QUEUE_WIDTH);
    out.space();
  }

  #printedQueues({ recvQ, sendQ }: PrintedNumbers): void {
    for (const queue of [recvQ, sendQ]) this.#out.text(`${`${queue ?? '-'}`.padStart(QUEUE_WIDTH)} `);
  }

  #state(table: SocketTable, row: number, protocol: string, printed: PrintedNumbers | undefined): void {
    const out = this.#out;
    const state = printed?.state === undefined ? (table.state[row] as number) : Number(printed.state);
    if (protocol === 'raw') {
      const start = out.length;
      out.text(`${state}`);
      out.padFrom(start, STATE_WIDTH);
    } else if (protocol === 'tcp') {
      out.copy(printed?.state === 0n ? NO_STATE : (STATE_TEXTS[state] ?? UNKNOWN_STATE));
    } else {
      out.copy(state === ESTABLISHED || state === CLOSE ? (STATELESS_TEXTS[state] as Uint8Array) : UNKNOWN_STATE);
    }
  }
}
