import type { Owner, Socket } from '../../index.ts';

/** Where netstat's name for a protocol is another one. */
const NAMES: Readonly<Record<string, string>> = { udplite: 'udpl' };

// An IPv4 address with its port.
const ENDPOINT_WIDTH = 21;
/** netstat's column of owners, with the blank behind it. */
export const OWNER_WIDTH = 20;

export function protocolText({ protocol, family }: Pick<Socket, 'protocol' | 'family'>): string {
  return `${NAMES[protocol] ?? protocol}${family === 'inet6' ? '6' : ''}`;
}

type Ends = Pick<Socket, 'family' | 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>;

/** Both ends in two columns; of a UNIX socket its type and name. */
export function endpointsText(socket: Ends & Pick<Socket, 'type' | 'path'>): string {
  if (socket.family === 'unix') return nameText(socket).padEnd(TWO_ENDPOINTS);
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  const local = endpointText(localAddress, localPort);
  const remote = hasRemote(socket) ? endpointText(remoteAddress, remotePort) : '*';
  return `${local.padEnd(ENDPOINT_WIDTH)} ${remote.padEnd(ENDPOINT_WIDTH)}`;
}

const TWO_ENDPOINTS = 2 * ENDPOINT_WIDTH + 1;

function nameText({ type, path }: Pick<Socket, 'type' | 'path'>): string {
  return [type ?? '', path ?? ''].filter(Boolean).join(' ');
}

export function hasRemote({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): boolean {
  return Boolean(remotePort) || (remoteAddress !== '0.0.0.0' && remoteAddress !== '::');
}

// What an IPv6 socket that serves IPv4 too has of its IPv4 connections, RFC 4291, 2.5.5.2.
const MAPPED = /^::ffff:(?=[\d.]+$)/;

/** An IPv4 address in an IPv6 socket is shown as netstat shows it: the protocol says which it is, and it fits its column. */
function endpointText(address: string, port: number): string {
  const shown = address.replace(MAPPED, '');
  return `${shown.includes(':') ? `[${shown}]` : shown}:${port || '*'}`;
}

/** The owner with the lowest pid, and how many there are beside it. `wide`: whatever its name is. */
export function ownersText(owners: readonly Pick<Owner, 'pid' | 'name'>[], wide: boolean): string {
  const [first] = owners;
  if (!first) return '-';
  const others = new Set(owners.map(({ pid }) => pid)).size - 1;
  const end = others > 0 ? `+${others}` : '';
  const text = `${first.pid}/${first.name}`;
  return `${wide ? text : text.slice(0, OWNER_WIDTH - 1 - end.length)}${end}`;
}
