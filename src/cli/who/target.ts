import { isIP } from 'node:net';
import type { OwnersQuery, PortProtocol } from '../../index.ts';
import type { ServicePort } from '../../names/service-ports.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';

/** What is asked for, before a service has its port. */
export interface Target {
  query: Pick<OwnersQuery, 'port' | 'protocol' | 'address' | 'path'>;
  service?: string;
}

const PROTOCOLS = ['tcp', 'udp', 'sctp', 'udplite', 'dccp'] as const satisfies readonly PortProtocol[];
const NAMES = PROTOCOLS.join('|');
const BEFORE = new RegExp(`^(${NAMES}):(.*)$`, 's');
const BEHIND = new RegExp(`^(.*)/(${NAMES})$`, 's');
const BRACKETS = /^\[([^\]]*)\](?::(.*))?$/s;
const MAX_PORT = 65_535;

/**
 * Reads a target: `8080`, `:8080`, `127.0.0.1:8080`, `[::1]:8080`, `udp:53`, `53/udp` as fuser has it, `https`, `/run/x.sock`, `@name`, `unix:name`.
 * @throws Exit in one line for what is none
 */
export function parseTarget(text: string): Target {
  if (/^(?:[/@]|\.\.?\/)/.test(text)) return { query: { path: pathOf(text) } };
  if (text.startsWith('unix:')) return { query: { path: pathOf(text.slice('unix:'.length)) } };
  const [, protocol, rest = text] = BEFORE.exec(text) ?? [];
  const [, inner = rest, behind] = (protocol === undefined && BEHIND.exec(rest)) || [];
  const chosen = (protocol ?? behind) as PortProtocol | undefined;
  const { address, port } = splitAddress(inner, text);
  const query = { ...(chosen && { protocol: chosen }), ...(address !== undefined && { address }) };
  if (/^\d+$/.test(port)) return { query: { ...query, port: portOf(port) } };
  if (/^[A-Za-z0-9][\w.+*-]*$/.test(port)) return { query, service: port };
  throw wrong(`wants a port, a service or a path, not '${text}'`);
}

/** Gives a target the port of its service. @throws Exit where there is none, or more than one */
export function withService({ query }: Target, service: string, found: readonly ServicePort[]): Target['query'] {
  const known = found.filter(({ protocol }) => (PROTOCOLS as readonly string[]).includes(protocol));
  const wanted = known.filter(({ protocol }) => query.protocol === undefined || protocol === query.protocol);
  const [first] = wanted;
  if (!first)
    throw wrong(`'${service}' is no port, no service${query.protocol ? ` of ${query.protocol}` : ''}, and no path`);
  const protocols = new Set(wanted.map(({ protocol }) => protocol));
  if (wanted.some(({ port }) => port !== first.port)) {
    const places = wanted.map(({ port, protocol }) => `${protocol}:${port}`);
    throw wrong(`'${service}' has several ports: name one of ${places.join(', ')}`);
  }
  // A name that only one protocol has means that one.
  return { ...query, port: first.port, ...(protocols.size === 1 && { protocol: first.protocol as PortProtocol }) };
}

function splitAddress(inner: string, text: string): { address?: string; port: string } {
  const [, bracketed, behind] = BRACKETS.exec(inner) ?? [];
  if (bracketed !== undefined) {
    if (behind === undefined) throw wrong(`wants a port behind the address: '${text}'`);
    return { address: addressOf(bracketed), port: behind };
  }
  const colon = inner.lastIndexOf(':');
  if (colon < 0) {
    if (isIP(inner) !== 0) throw wrong(`wants a port behind the address: '${text}'`);
    return { port: inner };
  }
  const before = inner.slice(0, colon);
  if (before.includes(':')) throw wrong(`wants an IPv6 address in brackets and a port, as in [::1]:80, not '${text}'`);
  return { ...(before !== '' && before !== '*' && { address: addressOf(before) }), port: inner.slice(colon + 1) };
}

function addressOf(text: string): string {
  if (text.includes('%')) throw wrong(`wants an address without its interface, not '${text}'`);
  if (isIP(text) === 0) throw wrong(`'${text}' is no IPv4 or IPv6 address`);
  return text;
}

function portOf(text: string): number {
  const port = Number(text);
  if (port < 1 || port > MAX_PORT) throw wrong(`a port is from 1 to ${MAX_PORT}, not '${text}'`);
  return port;
}

function pathOf(text: string): string {
  if (text === '') throw wrong('wants a path behind unix:');
  if (text.includes('\0')) throw wrong('a path has no NUL in it');
  // So Node reads bytes that are no UTF-8, and what they were is lost.
  if (text.includes('\ufffd')) throw wrong('a path that is not UTF-8 cannot be looked for by its name');
  return text;
}

function wrong(what: string): Exit {
  return new Exit(EXIT_USAGE, `sockdiag: who: ${what}`);
}
