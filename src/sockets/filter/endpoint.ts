import type { Family } from '../../uapi/sockets.ts';
import { parsePrefix } from './addresses.ts';
import type { Prefix, Span, Value } from './expression.ts';
import { type Failing, quoted } from './filter-error.ts';
import { isPortNumber, portValue } from './port-value.ts';
import type { Word } from './tokens.ts';

/** What is asked of one end of a socket; nothing at all where any end will do. */
export interface Endpoint {
  address?: Value;
  port?: Value;
  /** Of a UNIX socket. */
  path?: Value;
  /** Of a socket of this family alone. */
  family?: Family;
}

/** ss's families of sockets that are in none of our tables. */
const NOT_LISTED = ['link', 'netlink', 'vsock'];
const HOST_NAME = /^(?=.*\p{L})[\p{L}\p{N}._-]{1,253}$/u;

/** Reads `host`, `host:port`, `:port`, `prefix/24`, `[v6]:port`, `inet6:…`, `unix:glob`, `/path` or `*`, as ss does. */
export function parseEndpoint(word: Word, side: 'src' | 'dst', fail: Failing): Endpoint {
  const span = { from: word.from, to: word.to };
  const [, family, rest = ''] = /^(inet6?|unix|link|netlink|vsock):(.*)$/s.exec(word.text) ?? [];
  if (family !== undefined && NOT_LISTED.includes(family)) {
    throw fail(`sockets of '${family}' are not listed`, word, ['inet:', 'inet6:', 'unix:']);
  }
  if (family === 'unix') return unixEnd(word, rest, side, fail);
  if (/^[/@]/.test(word.text)) return pathEnd(word, side, fail);
  if (family === undefined) return inetEnd(word.text, span, side, fail);
  const end = inetEnd(rest, span, side, fail);
  if (end.address?.kind === 'prefix' && end.address.prefix.family !== family) {
    throw fail(`this is no address of '${family}'`, word);
  }
  return { ...end, family: family as Family };
}

function unixEnd(word: Word, rest: string, side: string, fail: Failing): Endpoint {
  if (rest === '' || word.glob === 'unix:*') return { family: 'unix' };
  if (side === 'dst') throw noPathThere(word, fail);
  const { from, to } = word;
  // ss does not look at the case.
  return { path: { kind: 'glob', glob: checkedGlob(word, fail).slice('unix:'.length), anyCase: true, from, to } };
}

function pathEnd(word: Word, side: string, fail: Failing): Endpoint {
  if (side === 'dst') throw noPathThere(word, fail);
  return { path: textValue(word, fail) };
}

function noPathThere(word: Word, fail: Failing) {
  return fail('of the other end of a UNIX socket only the inode is known', word, ['peer-inode']);
}

/** The most characters of a glob or a pattern: both may take time by the product of its length and the text's. */
export const MOST_PATTERN = 256;

/** A text that is to be equal, or a glob. */
export function textValue(word: Word, fail: Failing): Value {
  const { from, to, text } = word;
  return word.isWild ? { kind: 'glob', glob: checkedGlob(word, fail), from, to } : { kind: 'text', text, from, to };
}

function checkedGlob(word: Word, fail: Failing): string {
  if (word.glob.length <= MOST_PATTERN) return word.glob;
  throw fail(`a glob has at most ${MOST_PATTERN} characters`, word);
}

/** `all` and `any` are ss's words. */
const EVERY_HOST = ['', '*', 'all', 'any'];

function inetEnd(text: string, span: Span, side: string, fail: Failing): Endpoint {
  checkZone(text, span, side, fail);
  const [host, port] = splitHost(text, span, fail);
  const end: Endpoint = {};
  if (!EVERY_HOST.includes(host)) {
    if (port === undefined && /^\d+$/.test(host)) {
      const address = parsePrefix(host) === undefined ? [] : [`${host}.0.0.0`];
      throw fail(`${quoted(host)} may be a port or the beginning of an address`, span, [`:${host}`, ...address]);
    }
    end.address = hostValue(host, span, fail);
  }
  const wanted = portValue(port ?? '*', span, fail);
  if (wanted !== undefined) end.port = wanted;
  return end;
}

/** `fe80::1%eth0`: what a link-local address belongs to is the socket's interface, which is a field of its own. */
function checkZone(text: string, span: Span, side: string, fail: Failing): void {
  const [, address = '', dev = ''] = /^\[?([\da-f:.]+)%([^\]/]+)/i.exec(text) ?? [];
  if (parsePrefix(address) === undefined) return;
  throw fail('an address has no interface in a filter', span, [`${side} ${address} dev ${dev}`]);
}

/** The host and the port of a text; the port is undefined where there is none. */
function splitHost(text: string, span: Span, fail: Failing): [host: string, port: string | undefined] {
  const [, inner, length = '', behind] = /^\[([^\]]*)\](\/[^:]*)?(?::(.*))?$/s.exec(text) ?? [];
  if (inner !== undefined) return [inner + length, behind];
  if (text.startsWith('[')) throw fail('this address needs its closing bracket', span, [`${text}]`]);
  const slash = text.indexOf('/');
  const colon = text.lastIndexOf(':');
  if (colon < 0 || colon < slash) return [text, undefined];
  const [host, port] = [text.slice(0, colon), text.slice(colon + 1)];
  if (parsePrefix(text)?.family !== 'inet6') return [host, port];
  // ss takes what is behind the last colon for a port, as whoever writes it may not.
  if (parsePrefix(host) !== undefined && isPortNumber(port)) {
    throw fail('this may be an address, or one with a port', span, [`[${text}]`, `[${host}]:${port}`]);
  }
  return [text, undefined];
}

/** One address, a prefix or the name of a host. */
export function hostValue(host: string, span: Span, fail: Failing): Value {
  const { from, to } = span;
  const prefix: Prefix | undefined = parsePrefix(host);
  if (prefix !== undefined) return { kind: 'prefix', prefix, from, to };
  if (HOST_NAME.test(host)) return { kind: 'named', what: 'host', name: host, from, to };
  throw fail(`${quoted(host)} is no address, prefix or name of a host`, span);
}
