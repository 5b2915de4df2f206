import {
  type Ax25Socket,
  type IpxEndpoint,
  type IpxSocket,
  type LegacyFamily,
  type LegacySocket,
  LINK_STATES,
  type LinkState,
  type NetRomSocket,
  type RoseSocket,
  type X25Socket,
} from '../../../legacy/legacy-socket.ts';
import { printedChannel, printedNumber, unfitState } from './legacy-numbers.ts';

const HEADINGS: Readonly<Record<LegacyFamily, readonly [title: string, columns: string]>> = {
  ipx: ['Active IPX sockets', 'Proto Recv-Q Send-Q Local Address              Foreign Address            State'],
  ax25: ['Active AX.25 sockets', 'Dest       Source     Device  State        Vr/Vs    Send-Q  Recv-Q'],
  x25: ['Active X.25 sockets', 'Dest         Source          Device  LCI  State        Vr/Vs  Send-Q  Recv-Q'],
  netrom: ['Active NET/ROM sockets', 'User       Dest       Source     Device  State        Vr/Vs    Send-Q  Recv-Q'],
  rose: ['Active ROSE sockets', 'dest_addr   dest_call  src_addr    src_call  dev   lci neigh   state'],
};

/** How netstat names the states of IPX; X.25's names keep their underscore, the others show a blank for it. */
const IPX_STATES: Readonly<Record<IpxSocket['state'], string>> = { ESTABLISHED: 'ESTAB', CLOSE: '', UNKNOWN: 'UNK.' };

/** @param extend - adds the user's column, which IPX alone has */
export function legacyHeading(family: LegacyFamily, extend: boolean): readonly string[] {
  const [title, columns] = HEADINGS[family];
  return [title, family === 'ipx' && extend ? `${columns} User` : columns];
}

/** @param user - the text of an IPX socket's user, when it is to be shown */
export function legacyRow(socket: LegacySocket, user: string | undefined): string {
  switch (socket.family) {
    case 'ipx':
      return ipxRow(socket, user);
    case 'ax25':
      return ax25Row(socket);
    case 'x25':
      return x25Row(socket);
    case 'netrom':
      return netRomRow(socket);
    case 'rose':
      return roseRow(socket);
  }
}

function ipxRow(socket: IpxSocket, user: string | undefined): string {
  const { local, remote } = socket;
  const queues = ['recvQ', 'sendQ'] as const;
  const state = ipxState(unfitState(socket, 'ul')) ?? socket.state;
  const ends = `${endpoint(local).padEnd(26)} ${(remote ? endpoint(remote) : '-').padEnd(26)}`;
  const row = `IPX   ${queues.map((queue) => printedNumber(socket, queue, 'lX').padStart(6)).join(' ')} ${ends} ${IPX_STATES[state].padEnd(5)}`;
  return user === undefined ? row : `${row} ${user.padEnd(10)}`;
}

/** As netstat writes it: nothing for network 0, whatever the node, and the node only where it has one. */
function endpoint({ network, node, port }: IpxEndpoint): string {
  const known = /[^0]/;
  const place = known.test(network) ? `${network}${node && known.test(node) ? `:${node}` : ''}` : '';
  return `${place}:${hex(port, 4)}`;
}

function ax25Row(socket: Ax25Socket): string {
  const source = `${socket.source}${socket.sourceRepeats ? '*' : ''}`;
  return `${call(socket.destination)}  ${source.padEnd(9)}  ${link(socket)}`;
}

function netRomRow(socket: NetRomSocket): string {
  return `${call(socket.user)}  ${call(socket.destination)}  ${call(socket.source)}  ${link(socket)}`;
}

/** What AX.25 and NET/ROM share. */
function link(socket: Ax25Socket | NetRomSocket): string {
  const place = `${(socket.device ?? '???').padEnd(6)}  ${spaced(stateOf(socket)).padEnd(11)}`;
  return `${place}  ${window(socket, 3)}  ${queues(socket)}`;
}

function x25Row(socket: X25Socket): string {
  const { destination, source, device } = socket;
  const ends = `${(destination ?? '*').padEnd(15)} ${(source ?? '*').padEnd(15)}`;
  const where = `${(device ?? '???').padEnd(7)} ${channel(socket).padEnd(3)}`;
  return `${ends} ${where}  ${stateOf(socket).padEnd(11)}  ${window(socket, 2)}  ${queues(socket)}`;
}

function roseRow(socket: RoseSocket): string {
  const destination = `${(socket.destination ?? '*').padEnd(10)}  ${call(socket.destinationCall)}`;
  const source = `${(socket.source ?? '*').padEnd(10)}  ${(socket.sourceCall ?? '??????-?').padEnd(9)}`;
  const where = `${(socket.device ?? '???').padEnd(5)} ${channel(socket).padStart(3)} ${printedNumber(socket, 'neighbour').padStart(5)}`;
  return `${destination}  ${source} ${where}   ${spaced(stateOf(socket))}`;
}

const call = (callsign: string | null) => (callsign ?? '*').padEnd(9);
const spaced = (state: string) => state.replace('_', ' ');

type Link = Exclude<LegacySocket, IpxSocket>;

function stateOf(socket: Link): LinkState {
  const number = unfitState(socket, 'd');
  return number === undefined ? socket.state : (LINK_STATES[socket.family][number] ?? 'UNKNOWN');
}

function ipxState(number: number | undefined): IpxSocket['state'] | undefined {
  if (number === undefined) return undefined;
  return number === 1 ? 'ESTABLISHED' : number === 7 ? 'CLOSE' : 'UNKNOWN';
}

const window = (socket: Link, width: number) =>
  `${zeros(printedNumber(socket, 'vr'), width)}/${zeros(printedNumber(socket, 'vs'), width)}`;
const queues = (socket: Link) =>
  `${printedNumber(socket, 'sendQ').padEnd(6)}  ${printedNumber(socket, 'recvQ').padEnd(6)}`;
/** The sign comes before the zeros. */
const zeros = (text: string, width: number) =>
  text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
const channel = printedChannel;
const hex = (value: number, width: number) => value.toString(16).toUpperCase().padStart(width, '0');
