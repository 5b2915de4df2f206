import type { IpxEndpoint, IpxSocket } from '../legacy-socket.ts';
import { lineLength, parseLines, type Words, withoutHeading } from './words.ts';

/** `sk_state`, `include/net/tcp_states.h`: IPX knows no more of them. */
const STATES: Readonly<Record<number, IpxSocket['state']>> = { 1: 'ESTABLISHED', 7: 'CLOSE' };

/** Words of a line. */
const LENGTH = 6;

const NOT_CONNECTED = 'Not_Connected';

/**
 * `/proc/net/ipx/socket` (`ipx_seq_socket_show()` in `net/ipx/ipx_proc.c`), hexadecimal but for the user:
 *
 *     network[:node]:port  network:node:port|Not_Connected  sendQ  recvQ  st  uid
 *
 * The local node is there when the kernel was built with CONFIG_IPX_INTERN.
 */
export function parseIpx(text: string): (IpxSocket | null)[] {
  const length = lineLength(text, LENGTH);
  return parseLines(withoutHeading(text), (words) => {
    words.expect(length);
    return line(words);
  });
}

function line(words: Words): IpxSocket {
  const remote = words.optional(1, NOT_CONNECTED);
  return {
    family: 'ipx',
    local: endpoint(words, words.text(0)),
    remote: remote === null ? null : endpoint(words, remote),
    sendQ: words.hex(2, 'sendQ'),
    recvQ: words.hex(3, 'recvQ'),
    state: STATES[words.hex(4, 'state') ?? 0] ?? 'UNKNOWN',
    uid: words.count(5, 'uid'),
  };
}

function endpoint(words: Words, text: string): IpxEndpoint {
  const [, network = '', node, port = ''] = ENDPOINT.exec(text) ?? [];
  if (port === '') words.ok = false;
  return { network, node: node ?? null, port: Number.parseInt(port, 16) };
}

const ENDPOINT = /^([0-9A-F]{8})(?::([0-9A-F]{12}))?:([0-9A-F]{4})$/i;
