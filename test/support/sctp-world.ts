import { isIPv4 } from 'node:net';
import { attribute, be16, concat, inetDiag, message, u16, u32 } from './nlmsg.ts';

/**
 * SCTP sockets of a test's own making, as both of the kernel's interfaces would show them: few kernels here have SCTP. Addresses
 * are texts, IPv6 written out in full.
 */
export interface SctpAssociation {
  id: number;
  /** `enum sctp_state` */
  state: number;
  recvQ: number;
  sendQ: number;
  remotePort: number;
  local: string[];
  remote: string[];
  /** Index in `remote` of the primary path. */
  primary: number;
  /** Milliseconds until T3-rtx fires, when it runs, and how many chunks were sent again. */
  timer?: [number, number];
}

export interface SctpSocket {
  family: 2 | 10;
  /** TCP's numbers. */
  state: number;
  port: number;
  uid: number;
  inode: number;
  cookie: number;
  local: string[];
  associations: SctpAssociation[];
}

export const EPS_HEADING = ' ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS\n';
export const ASSOCS_HEADING =
  ' ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS <-> RADDRS ' +
  'HBINT INS OUTS MAXRT T1X T2X RTXC wmema wmemq sndbuf rcvbuf\n';

const left = (value: number, width: number) => `${value}`.padEnd(width);
const right = (value: number, width: number) => `${value}`.padStart(width);
const pointer = (inode: number) => inode.toString(16).padStart(16, '0');

/** A line of `/proc/net/sctp/eps`: `%8pK %8pK %-3d %-3d %-4d %-5d %5u %5lu ` and the addresses. */
export function epsLine(socket: SctpSocket): string {
  const { state, port, uid, inode, local } = socket;
  const numbers = `2   ${left(state, 3)} ${left(port % 64, 4)} ${left(port, 5)} ${right(uid, 5)} ${right(inode, 5)} `;
  return `${pointer(inode + 1)} ${pointer(inode)} ${numbers}${local.map((address) => `${address} `).join('')}\n`;
}

/** A line of `/proc/net/sctp/assocs`: `%8pK %8pK %-3d %-3d %-2d %-4d %4d %8d %8d %7u %5lu %-5d %5d `, both ends, and more. */
export function assocsLine(socket: SctpSocket, association: SctpAssociation): string {
  const { state, port, uid, inode } = socket;
  const { id, sendQ, recvQ, remotePort, local, remote, primary } = association;
  const states = `2   ${left(state, 3)} ${left(association.state, 2)} 0    ${right(id, 4)}`;
  const queues = `${right(sendQ, 8)} ${right(recvQ, 8)}`;
  const ids = `${right(uid, 7)} ${right(inode, 5)} ${left(port, 5)} ${right(remotePort, 5)}`;
  const list = (addresses: string[], marked: number) =>
    addresses.map((address, i) => `${i === marked ? '*' : ''}${address} `).join('');
  const rest = '\t    7500    10    10   10    0    0        0        1        0   212992   212992';
  const ends = `${list(local, 0)}<-> ${list(remote, primary)}`;
  return `${pointer(id)} ${pointer(inode)} ${states} ${queues} ${ids}  ${ends}${rest}\n`;
}

export function epsText(sockets: readonly SctpSocket[]): string {
  return EPS_HEADING + sockets.map(epsLine).join('');
}

export function assocsText(sockets: readonly SctpSocket[]): string {
  const lines = sockets.flatMap((socket) => socket.associations.map((one) => assocsLine(socket, one)));
  return ASSOCS_HEADING + lines.join('');
}

const DATA = 20;
const NLM_F_MULTI = 2;
const DONE = 3;
/** INET_DIAG_LOCALS, INET_DIAG_PEERS and INET_DIAG_MARK, `include/uapi/linux/inet_diag.h`. */
export const LOCALS = 12;
export const PEERS = 13;
const MARK = 15;
const T3_RTX = 4;
const BACKLOG = 128;

/** The bytes of an address, and of its `struct sockaddr_storage`. */
export function addressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.').map(Number));
  return Uint8Array.from(address.split(':').flatMap((group) => [...be16(Number.parseInt(group, 16))]));
}

export function sockaddr(address: string, port: number): Uint8Array {
  const head = isIPv4(address) ? [u16(2), be16(port)] : [u16(10), be16(port), u32(0)];
  const bytes = concat(...head, addressBytes(address));
  return concat(bytes, new Uint8Array(128 - bytes.length));
}

export function sockaddrs(type: number, addresses: readonly string[], port: number): Uint8Array {
  return attribute(type, concat(...addresses.map((address) => sockaddr(address, port))));
}

/** Only who has CAP_NET_ADMIN is told it. */
const mark = () => attribute(MARK, u32(7));

/** The messages of sock_diag for one socket as `inet_sctp_diag_fill()` makes them, NLM_F_MULTI missing in associations. */
export function endpointMessage(socket: SctpSocket): Uint8Array {
  const { family, state, port, uid, inode, cookie, local } = socket;
  const listening = state === 10;
  const fields = { family, state, uid, inode, cookie: [cookie, 7] as [number, number], expires: 0xdead };
  const ports: [number, number] = [port, socket.associations[0]?.remotePort ?? 0];
  const queues = { rqueue: listening ? 1 : 0, wqueue: listening ? BACKLOG : 0 };
  const payload = inetDiag({ ...fields, ports, ...queues }, mark(), sockaddrs(LOCALS, local, port));
  return message(DATA, payload, { flags: NLM_F_MULTI });
}

export function associationMessage(socket: SctpSocket, association: SctpAssociation): Uint8Array {
  const { family, port, uid, inode, cookie } = socket;
  const { state, recvQ, sendQ, remotePort, local, remote, primary, timer } = association;
  // What the kernel copies of an address of the other family is no address.
  const own = (address = '') =>
    isIPv4(address) === (family === 2) && address !== '' ? [...addressBytes(address)] : [];
  const fields = { family, state, uid, inode, cookie: [cookie, 7] as [number, number], rqueue: recvQ, wqueue: sendQ };
  const times = timer && { timer: T3_RTX, expires: timer[0], retrans: timer[1] };
  const payload = inetDiag(
    {
      ...fields,
      ...times,
      ports: [port, remotePort],
      local: own(local[0]),
      remote: own(remote[primary]),
      interface: 3,
    },
    mark(),
    sockaddrs(LOCALS, local, port),
    sockaddrs(PEERS, remote, remotePort),
  );
  return message(DATA, payload, { flags: 0 });
}

/** The whole answer for one family: each endpoint, then each that has associations once more, in front of them. */
export function diagMessages(sockets: readonly SctpSocket[], family: 2 | 10): Uint8Array[] {
  const ours = sockets.filter((socket) => socket.family === family);
  const walked = ours
    .filter(({ associations }) => associations.length > 0)
    .flatMap((socket) => [
      endpointMessage(socket),
      ...socket.associations.map((association) => associationMessage(socket, association)),
    ]);
  return [...ours.map(endpointMessage), ...walked, message(DONE, u32(0), { flags: NLM_F_MULTI })];
}

/** Sockets by chance; one of IPv6 has an IPv6 address at every end, for /proc tells its family by these alone. */
export function randomSockets(random: (bound: number) => number, count: number): SctpSocket[] {
  const ipv4 = () => [10, random(3), random(256), 1 + random(250)].join('.');
  const ipv6 = () =>
    `2001:0db8:${Array.from({ length: 6 }, () => group(random(4) === 0 ? random(65536) : 0)).join(':')}`;
  const addresses = (family: 2 | 10) =>
    Array.from({ length: 1 + random(4) }, (_, i) => (family === 2 || (i > 0 && random(2) === 0) ? ipv4() : ipv6()));
  return Array.from({ length: count }, (_, i): SctpSocket => {
    const family = random(3) === 0 ? 10 : 2;
    const associations = Array.from({ length: random(3) === 0 ? 1 + random(3) : 0 }, (_, j): SctpAssociation => {
      const remote = addresses(family);
      // IPv4 as the primary path of an IPv6 socket is not told by sock_diag.
      const primary = family === 2 ? random(remote.length) : 0;
      const [state, recvQ, sendQ] = [random(8), random(4) * random(9_999_999), random(3) * random(70_000)];
      return {
        id: 100 * i + j + 1,
        state,
        recvQ,
        sendQ,
        remotePort: 1 + random(65535),
        local: addresses(family),
        remote,
        primary,
      };
    });
    const state = [7, 10, 1, 2, 8][random(5)] as number;
    const own = {
      family,
      state,
      port: 1 + random(65535),
      uid: random(3) * 1000,
      inode: 1_000_000 + i,
      cookie: i + 1,
    } as const;
    return { ...own, local: addresses(family), associations };
  });
}

const group = (value: number) => value.toString(16).padStart(4, '0');
