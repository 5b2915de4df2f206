import type { SctpColumns } from '../../../sockets/table/columns.ts';
import { ADDRESS_BYTES, isEndpoint } from '../../../sockets/table/sctp.ts';
import type { SocketTable } from '../../../sockets/table/socket-table.ts';
import { UNKNOWN } from '../../../sockets/table/unknown.ts';
import { AF_INET, STATES } from '../../../uapi/sockets.ts';
import { isMapped, MAPPED_PREFIX } from '../../names/address-key.ts';
import type { Names } from '../../names/names.ts';
import type { PortNames } from '../../names/services.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { Settings } from '../../settings.ts';
import type { OwnerColumns } from './columns.ts';
import { EndpointWriter } from './endpoint.ts';
import { OptionColumns } from './option-columns.ts';
import { type PrintedNumbers, printedNumbers } from './printed-numbers.ts';
import { isShown } from './selection.ts';

const QUEUE_WIDTH = 6;
const ADDRESS_WIDTH = 23;
/** Where a connection has two addresses, an endpoint has one. */
const ENDPOINT_WIDTH = 2 * ADDRESS_WIDTH + 1;
const STATE_WIDTH = 11;
/** Name and queues, which an endpoint does not show, nor a row's further lines. */
const ENDPOINT = 'sctp'.padEnd(20);
const FURTHER = ' '.repeat(20);
// No address is cut here, wide or not.
const WIDE = true;

/** netstat's rows of SCTP: a line for each address, the columns of options behind the last. */
export class SctpListing {
  readonly #out: LineWriter;
  readonly #settings: Settings;
  readonly #endpoint: EndpointWriter;
  readonly #ports: PortNames;
  readonly #options: OptionColumns;

  constructor(out: LineWriter, settings: Settings, names: Names, owners: OwnerColumns) {
    this.#out = out;
    this.#settings = settings;
    this.#endpoint = new EndpointWriter(out, names, WIDE);
    this.#ports = names.ports('none');
    this.#options = new OptionColumns(out, settings, names, owners);
  }

  rows(table: SocketTable): void {
    const sctp = table.sctp as SctpColumns;
    for (let row = 0; row < table.length; row++) {
      if (!isShown(this.#settings, table, row)) continue;
      const printed = table.printed && printedNumbers(table, row);
      if (isEndpoint(table.unknown[row] as number)) this.#endpointLines(table, sctp, row, printed);
      else this.#associationLines(table, sctp, row, printed);
      this.#options.write(table, row, 'sctp', printed);
      this.#out.endLine();
    }
  }

  #endpointLines(table: SocketTable, sctp: SctpColumns, row: number, printed: PrintedNumbers | undefined): void {
    const out = this.#out;
    const addresses = sctp.localAddresses.at(row);
    for (let at = 0; at < addresses.length; at += ADDRESS_BYTES) {
      if (at > 0) out.endLine();
      out.text(at === 0 ? ENDPOINT : FURTHER);
      const start = out.length;
      this.#address(table, row, addresses, at, table.localPort[row] as number);
      out.padFrom(start, ENDPOINT_WIDTH);
      this.#state(table, row, at === 0, printed);
    }
  }

  #associationLines(table: SocketTable, sctp: SctpColumns, row: number, printed: PrintedNumbers | undefined): void {
    const out = this.#out;
    const local = sctp.localAddresses.at(row);
    const remote = sctp.remoteAddresses.at(row);
    for (let at = 0; at < Math.max(local.length, remote.length); at += ADDRESS_BYTES) {
      const first = at === 0;
      if (first) this.#queues(table, row, printed);
      else {
        out.endLine();
        out.text(FURTHER);
      }
      for (const [addresses, column] of [
        [local, table.localPort],
        [remote, table.remotePort],
      ] as const) {
        const start = out.length;
        if (at < addresses.length) this.#address(table, row, addresses, at, first ? column[row] : undefined);
        out.padFrom(start, ADDRESS_WIDTH);
        if (addresses === local) out.space();
      }
      this.#state(table, row, first, printed);
    }
  }

  #queues(table: SocketTable, row: number, printed: PrintedNumbers | undefined): void {
    const out = this.#out;
    out.text('sctp  ');
    for (const name of ['recvQ', 'sendQ'] as const) {
      out.numberRight(Number(printed?.[name] ?? table[name][row]), QUEUE_WIDTH);
      out.space();
    }
  }

  /** Only the first line has the port. IPv4 in an IPv6 row is IPv4 to netstat, its name too: the kernel lists it as that. */
  #address(table: SocketTable, row: number, addresses: Uint8Array, at: number, port: number | undefined): void {
    const family = table.family[row] as number;
    const mapped = isMapped(family, addresses, at);
    const [shown, offset] = mapped ? [AF_INET, at + MAPPED_PREFIX] : [family, at];
    if (port === undefined) this.#endpoint.address(shown, addresses, offset);
    else this.#endpoint.write(shown, addresses, offset, port, this.#ports);
  }

  /** That of the socket, not of the association; on the first line alone. */
  #state(table: SocketTable, row: number, shown: boolean, printed: PrintedNumbers | undefined): void {
    const out = this.#out;
    out.space();
    const start = out.length;
    if (shown) out.text(printed?.state === undefined ? stateText(table, row) : printedState(Number(printed.state)));
    out.padFrom(start, STATE_WIDTH);
  }
}

function stateText({ sctp, unknown }: SocketTable, row: number): string {
  const known = ((unknown[row] as number) & UNKNOWN.socketState) === 0;
  return (known && STATES[sctp?.socketState[row] as number]) || 'UNKNOWN';
}

function printedState(state: number): string {
  return state === 0 ? '' : (STATES[state] ?? `UNKNOWN(${state})`);
}
