import type {
  Ax25Socket,
  IpxEndpoint,
  IpxSocket,
  LegacyFamily,
  LegacySocket,
  LinkSocket,
  NetRomSocket,
  RoseSocket,
  X25Socket,
} from '../../../legacy/legacy-socket.ts';

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

function ipxRow({ recvQ, sendQ, local, remote, state }: IpxSocket, user: string | undefined): string {
  const queues = `${right(recvQ, 6)} ${right(sendQ, 6)}`;
  const ends = `${endpoint(local).padEnd(26)} ${(remote ? endpoint(remote) : '-').padEnd(26)}`;
  const row = `IPX   ${queues} ${ends} ${IPX_STATES[state].padEnd(5)}`;
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
function link({ device, state, vr, vs, sendQ, recvQ }: LinkSocket): string {
  const window = `${zeros(vr, 3)}/${zeros(vs, 3)}`;
  return `${(device ?? '???').padEnd(6)}  ${spaced(state).padEnd(11)}  ${window}  ${left(sendQ, 6)}  ${left(recvQ, 6)}`;
}

function x25Row({ destination, source, device, lci, state, vr, vs, sendQ, recvQ }: X25Socket): string {
  const ends = `${(destination ?? '*').padEnd(15)} ${(source ?? '*').padEnd(15)}`;
  const where = `${(device ?? '???').padEnd(7)} ${hex(lci, 1).padEnd(3)}`;
  const window = `${zeros(vr, 2)}/${zeros(vs, 2)}`;
  return `${ends} ${where}  ${state.padEnd(11)}  ${window}  ${left(sendQ, 6)}  ${left(recvQ, 6)}`;
}

function roseRow(socket: RoseSocket): string {
  const destination = `${(socket.destination ?? '*').padEnd(10)}  ${call(socket.destinationCall)}`;
  const source = `${(socket.source ?? '*').padEnd(10)}  ${(socket.sourceCall ?? '??????-?').padEnd(9)}`;
  const where = `${(socket.device ?? '???').padEnd(5)} ${hex(socket.lci, 1).padStart(3)} ${right(socket.neighbour, 5)}`;
  return `${destination}  ${source} ${where}   ${spaced(socket.state)}`;
}

const call = (callsign: string | null) => (callsign ?? '*').padEnd(9);
const spaced = (state: string) => state.replace('_', ' ');
const left = (value: number | null, width: number) => `${value ?? 0}`.padEnd(width);
const right = (value: number, width: number) => `${value}`.padStart(width);
const zeros = (value: number, width: number) => `${value}`.padStart(width, '0');
const hex = (value: number, width: number) => value.toString(16).toUpperCase().padStart(width, '0');
