import { isDeepStrictEqual } from 'node:util';
import { SockdiagError } from '../../src/base/errors.ts';
import { Attributes } from '../../src/kernel/netlink/attributes.ts';
import { HEADER_LENGTH, NLMSG_NOOP, walkMessages } from '../../src/kernel/netlink/message.ts';
import type { ReplyBytes } from '../../src/kernel/netlink/reply-bytes.ts';
import { decodeHex, decodeName } from '../../src/kernel/netlink/text.ts';
import { fixtures, payloads, texts } from '../corpus.ts';
import { aroundPayload, wholeReply } from '../guard.ts';
import { mutator, setNumber } from '../mutators/bytes.ts';
import { lineSteps } from '../mutators/lines.ts';
import { netlinkPayload, netlinkReply } from '../mutators/netlink.ts';
import { shown } from '../oracles/difference.ts';
import type { Target } from '../target.ts';

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const REPLIES = [
  'addresses',
  'conntrack',
  'error_einval',
  'links',
  'missing_module',
  'next_hops',
  'routes',
  'udp',
  'unix',
];

interface Message {
  start: number;
  end: number;
  type: number;
}

/** A reply split in the plainest way; undefined where a length does not fit. */
function plainMessages({ u8, length }: ReplyBytes): Message[] | undefined {
  const view = new DataView(u8.buffer, 0, length);
  const messages: Message[] = [];
  for (let at = 0; at < length; ) {
    if (at + HEADER_LENGTH > length) return undefined;
    const size = view.getUint32(at, true);
    if (size < HEADER_LENGTH || at + size > length) return undefined;
    messages.push({ start: at + HEADER_LENGTH, end: at + size, type: view.getUint16(at + 4, true) });
    at += Math.ceil(size / 4) * 4;
  }
  return messages;
}

const messages: Target = {
  name: 'netlink/messages',
  seeds: () => fixtures(...REPLIES.map((name) => `netlink/${name}.bin`)),
  mutate: netlinkReply(12),
  run: (input, fill) => {
    const reply = wholeReply(input, fill);
    const walked: Message[] = [];
    const outcome = walkMessages(reply, 'fuzz', (_, start, end, type) => walked.push({ start, end, type }));
    const plain = plainMessages(reply)?.filter(({ type }) => ![NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE].includes(type));
    return {
      value: { ...outcome, walked },
      disagreement: () => (isDeepStrictEqual(plain, walked) ? undefined : `${shown(walked)}, plainly ${shown(plain)}`),
    };
  },
};

/** The input is what NLMSG_ERROR or NLMSG_DONE holds, behind a byte for each of its type and flags; another message follows. */
const verdict: Target = {
  name: 'netlink/verdict',
  seeds: () => [
    ...texts('\x00\x02\xea\xff\xff\xff', '\x01\x02\x00\x00\x00\x00'),
    ...payloads('netlink/error_einval.bin').map((payload) => new Uint8Array([0, 2, ...payload])),
    ...texts(
      '\x00\x03\xea\xff\xff\xff\x14\x00\x00\x00\x14\x00\x05\x03\x01\x00\x00\x00\x00\x00\x00\x00\x0c\x00\x01\x00because\x00',
    ),
  ],
  mutate: netlinkPayload(6),
  run: (input, fill) => {
    const held = input.subarray(2);
    const bytes = new Uint8Array((2 * HEADER_LENGTH + held.length + 3) & ~3).fill(fill);
    bytes.fill(0, 0, HEADER_LENGTH);
    setNumber(bytes, 0, 4, HEADER_LENGTH + held.length);
    setNumber(bytes, 4, 2, ((input[0] ?? 0) & 1) === 0 ? NLMSG_ERROR : NLMSG_DONE);
    setNumber(bytes, 6, 2, (input[1] ?? 0) << 8);
    bytes.set(held, HEADER_LENGTH);
    const next = (HEADER_LENGTH + held.length + 3) & ~3;
    setNumber(bytes, next, 4, bytes.length - next);
    setNumber(bytes, next + 4, 4, NLMSG_NOOP);
    return { value: walkMessages(wholeReply(bytes, fill), 'fuzz', () => {}) };
  },
};

interface Plain {
  type: number;
  from: number;
  length: number;
}

/** Undefined where a length does not fit. */
export function plainAttributes(bytes: Uint8Array): Plain[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: Plain[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 4) return undefined;
    const length = view.getUint16(at, true);
    if (length < 4 || at + length > bytes.length) return undefined;
    found.push({ type: view.getUint16(at + 2, true) & 0x3fff, from: at + 4, length: length - 4 });
    at += Math.ceil(length / 4) * 4;
  }
  return found;
}

const cursor = new Attributes('fuzz');
const READERS = ['u8', 'u16', 'u32', 'be16', 'be32'] as const;
const LEAST: Readonly<Record<(typeof READERS)[number], number>> = { u8: 1, u16: 2, u32: 4, be16: 2, be32: 4 };

const attributes: Target = {
  name: 'netlink/attributes',
  seeds: () => payloads('netlink/links.bin', 'netlink/conntrack.bin').map((payload) => payload.subarray(16)),
  mutate: netlinkPayload(0),
  run: (input) => {
    const { reply, start, end } = aroundPayload(input);
    const found: Plain[] = [];
    const read: unknown[] = [];
    cursor.reset(reply, start, end);
    while (cursor.next()) {
      found.push({ type: cursor.type, from: cursor.from - start, length: cursor.length });
      for (const name of READERS) if (cursor.length >= LEAST[name]) read.push(cursor[name]());
      const shorter = READERS.filter((name) => cursor.length < LEAST[name] && !refuses(() => cursor[name]()));
      if (shorter.length > 0) return { value: null, disagreement: () => `${shorter} read ${cursor.length} bytes` };
    }
    const plain = plainAttributes(input);
    return {
      value: { found, read },
      disagreement: () => (isDeepStrictEqual(plain, found) ? undefined : `${shown(found)}, plainly ${shown(plain)}`),
    };
  },
};

function refuses(read: () => void): boolean {
  try {
    read();
    return false;
  } catch (error) {
    return error instanceof SockdiagError;
  }
}

const text: Target = {
  name: 'netlink/text',
  seeds: () => texts('eth0\0', 'br-0a1b\0\0\0', 'd\xc3\xa9j\xc3\xa0\0', '\xef\xbb\xbfnginx', ''),
  mutate: mutator(lineSteps),
  run: (input) => {
    const { reply, start, end } = aroundPayload(input);
    const name = decodeName(reply, start, end);
    return {
      value: { name, hex: decodeHex(reply, start, end) },
      disagreement: () => {
        const nul = input.indexOf(0);
        const plain = Buffer.from(nul < 0 ? input : input.subarray(0, nul)).toString('utf8');
        return plain === name ? undefined : `${shown(name)}, plainly ${shown(plain)}`;
      },
    };
  },
};

export const NETLINK_MESSAGES: readonly Target[] = [messages, verdict, attributes, text];
