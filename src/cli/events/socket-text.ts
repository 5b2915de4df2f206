import type { ShownOwner, ShownSocket } from '../../recording/shown-change.ts';
import { plainText } from '../output/printable.ts';

/** Where netstat's name for a protocol is another one. */
const NAMES: Readonly<Record<string, string>> = { udplite: 'udpl' };

// An IPv4 address with its port.
const ENDPOINT_WIDTH = 21;
/** netstat's column of owners, with the blank behind it. */
export const OWNER_WIDTH = 20;

export function protocolText({ protocol, family }: ShownSocket): string {
  return `${NAMES[protocol] ?? protocol}${family === 'inet6' ? '6' : ''}`;
}

/** Both ends in two columns; of a UNIX socket its type and name. */
export function endpointsText(socket: ShownSocket): string {
  const { family, localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0, type, path } = socket;
  if (family === 'unix') return [type ?? '', plainText(path ?? '')].filter(Boolean).join(' ').padEnd(TWO_ENDPOINTS);
  const local = endpointText(localAddress, localPort);
  const remote = hasRemote(socket) ? endpointText(remoteAddress, remotePort) : '*';
  return `${local.padEnd(ENDPOINT_WIDTH)} ${remote.padEnd(ENDPOINT_WIDTH)}`;
}

const TWO_ENDPOINTS = 2 * ENDPOINT_WIDTH + 1;

export function hasRemote({ remoteAddress, remotePort }: ShownSocket): boolean {
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
export function ownersText(owners: readonly ShownOwner[], wide: boolean): string {
  const [first] = owners;
  if (!first) return '-';
  const others = new Set(owners.map(({ pid }) => pid)).size - 1;
  const end = others > 0 ? `+${others}` : '';
  const text = plainText(`${first.pid}/${first.name}`);
  return `${wide ? text : text.slice(0, OWNER_WIDTH - 1 - end.length)}${end}`;
}
