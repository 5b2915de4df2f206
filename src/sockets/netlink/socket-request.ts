import { buildRequest, NLM_F_ACK, NLM_F_REQUEST, NLMSG_NOOP } from '../../kernel/netlink/message.ts';
import { PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import type { AskedField } from '../table/asked-fields.ts';
import type { Columns } from '../table/columns.ts';
import { askedExtensions, REQUEST_COOKIE, REQUEST_IDS, REQUEST_LENGTH, SOCK_DIAG_BY_FAMILY } from './inet-request.ts';

/** Offsets in `struct inet_diag_sockid`, `include/uapi/linux/inet_diag.h`; ports and addresses in network order. */
const SOURCE_PORT = REQUEST_IDS;
const DESTINATION_PORT = REQUEST_IDS + 2;
const SOURCE_ADDRESS = REQUEST_IDS + 4;
const DESTINATION_ADDRESS = REQUEST_IDS + 20;
const INTERFACE = REQUEST_IDS + 36;
const ALL_STATES = 0xffffffff;

/** Asks for the one socket that has the addresses of a row, whichever that is: it need not be the same one, and may listen. */
export function socketRequest(
  table: Columns,
  row: number,
  sequence: number,
  fields?: readonly AskedField[],
): Uint8Array {
  const payload = new Uint8Array(REQUEST_LENGTH);
  const words = new Uint32Array(payload.buffer);
  payload[0] = table.family[row] as number;
  payload[1] = table.protocol[row] as number;
  payload[2] = askedExtensions(fields);
  words[1] = ALL_STATES;
  // udp_diag takes the two ends the other way round (net/ipv4/udp_diag.c, udp_dump_one()).
  const swapped = table.protocol[row] === PROTOCOL_NUMBERS.udp;
  const [source, destination] = swapped ? (['remote', 'local'] as const) : (['local', 'remote'] as const);
  setPort(payload, SOURCE_PORT, table[`${source}Port`][row] as number);
  setPort(payload, DESTINATION_PORT, table[`${destination}Port`][row] as number);
  for (let i = 0; i < 4; i++) {
    words[(SOURCE_ADDRESS >> 2) + i] = table[`${source}AddressWords`][4 * row + i] as number;
    words[(DESTINATION_ADDRESS >> 2) + i] = table[`${destination}AddressWords`][4 * row + i] as number;
  }
  words[INTERFACE >> 2] = table.interface[row] as number;
  // INET_DIAG_NOCOOKIE: any socket.
  payload.fill(0xff, REQUEST_COOKIE, REQUEST_COOKIE + 8);
  return buildRequest(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, payload, sequence);
}

/** The kernel does nothing but acknowledge it: whatever it sent before comes before that. */
export function markerRequest(sequence: number): Uint8Array {
  return buildRequest(NLMSG_NOOP, NLM_F_REQUEST | NLM_F_ACK, new Uint8Array(0), sequence);
}

function setPort(payload: Uint8Array, at: number, port: number): void {
  payload[at] = port >> 8;
  payload[at + 1] = port & 0xff;
}
