import { isIPv4, isIPv6 } from 'node:net';
import { formatAddress, MAX_ADDRESS_TEXT, writeAddress } from '../../src/base/address.ts';
import { nearest } from '../../src/base/nearest.ts';
import { parseAddress } from '../../src/base/parse-address.ts';
import { canonicalAddress, ipv6Groups } from '../../src/cli/names/address-parts.ts';
import { parseHosts, reverseName } from '../../src/cli/names/hosts.ts';
import { parseNetworks } from '../../src/cli/names/networks.ts';
import { parseProtocols, parseServices } from '../../src/cli/names/services.ts';
import { parsePasswd } from '../../src/names/user-names.ts';
import { wholeNumber, wordsOfLines } from '../../src/names/words.ts';
import { AF_INET, AF_INET6 } from '../../src/uapi/sockets.ts';
import { texts } from '../corpus.ts';
import { mutator } from '../mutators/bytes.ts';
import { lineSteps, textLines } from '../mutators/lines.ts';
import { shown } from '../oracles/difference.ts';
import type { Target } from '../target.ts';
import { linesOf } from './text-lines.ts';

const latin1 = (input: Uint8Array) => Buffer.from(input).toString('latin1');
/** Keys as text: a number that no port or user has is never looked for. */
const entries = (map: ReadonlyMap<unknown, unknown>) => [...map].map(([key, value]) => [`${key}`, value ?? null]);

function file(
  name: string,
  parse: (text: string) => ReadonlyMap<unknown, unknown>,
  ...seeds: readonly string[]
): Target {
  return {
    name: `names/${name}`,
    seeds: () => texts(...seeds),
    mutate: textLines,
    run: (input) => {
      const found = parse(latin1(input));
      return {
        value: entries(found),
        disagreement: () => {
          const most = 2 * linesOf(input).length;
          return found.size > most ? `${found.size} names in ${most / 2} lines` : undefined;
        },
      };
    },
  };
}

const words: Target = {
  name: 'names/words',
  seeds: () => texts('127.0.0.1 localhost loop # here\n', '0x10 010 10 08\n'),
  mutate: textLines,
  run: (input) => {
    const lines = [...wordsOfLines(latin1(input))];
    const numbers = lines.flat().map(wholeNumber);
    return { value: { lines, numbers: numbers.map(String) } };
  },
};

const ADDRESSES = ['127.0.0.1', '::1', 'fe80::1', '::ffff:1.2.3.4', '2001:db8::1:0:0:1', '1.2.3.256', '1::2::3', '::'];
const out = new Uint8Array(16);

/** Node knows what inet_pton takes, but for letters: what is parsed is in lower case. */
const addressTexts: Target = {
  name: 'names/parse-address',
  seeds: () => texts(...ADDRESSES),
  mutate: mutator(lineSteps, 2),
  run: (input) => {
    const text = Buffer.from(input).toString('latin1');
    const value = [AF_INET, AF_INET6].map((family) => {
      return parseAddress(family, text, out.fill(0), 0) ? formatAddress(family, out, 0) : null;
    });
    return {
      value,
      disagreement: () => {
        const plain = text === text.toLowerCase() && !text.includes('%');
        const known = [plain && isIPv4(text), plain && isIPv6(text)];
        const at = value.findIndex((address, i) => (address !== null) !== known[i]);
        if (at >= 0) return `${shown(text)} is ${value[at]}, but Node says ${known[at]}`;
        const again = value[1] === null ? undefined : canonicalAddress(text);
        return again === undefined || again === value[1] ? undefined : `${value[1]}, then ${again}`;
      },
    };
  },
};

const addressBytes: Target = {
  name: 'names/format-address',
  seeds: () => [
    new Uint8Array(16),
    Uint8Array.from({ length: 16 }, (_, i) => 16 * i),
    ...texts('\x20\x01\x0d\xb8'.padEnd(16, '\0')),
  ],
  mutate: mutator([(input, random) => input.map((byte) => (random.chance(3) ? 0 : byte))], 2),
  run: (input) => {
    const bytes = new Uint8Array(16);
    bytes.set(input.subarray(0, 16));
    const value = [AF_INET, AF_INET6].map((family) => formatAddress(family, bytes, 0));
    const room = new Uint8Array(MAX_ADDRESS_TEXT);
    return {
      value,
      disagreement: () => {
        if (writeAddress(room, 0, AF_INET6, bytes, 0) > MAX_ADDRESS_TEXT) return 'longer than the longest';
        for (const [at, family] of [AF_INET, AF_INET6].entries()) {
          const size = family === AF_INET ? 4 : 16;
          const read = parseAddress(family, value[at] as string, out.fill(0), 0);
          if (!read || Buffer.compare(out.subarray(0, size), bytes.subarray(0, size)) !== 0)
            return `${value[at]} is read as ${shown(out)}`;
        }
        const reverse = reverseName(value[1] as string);
        const groups = ipv6Groups(value[1] as string).join('');
        if (groups !== Buffer.from(bytes).toString('hex')) return `${value[1]} has the groups ${groups}`;
        return /^[\da-f.]+\.(ip6|in-addr)\.arpa$/.test(reverse) ? undefined : `is asked for as ${reverse}`;
      },
    };
  },
};

const near: Target = {
  name: 'names/nearest',
  seeds: () => texts('evnets', 'procRot', 'x'),
  // What is compared is a word of a command line or a key: short.
  mutate: (input, random, seeds) => mutator(lineSteps)(input, random, seeds).subarray(0, 64),
  run: (input) => {
    const word = Buffer.from(input.subarray(0, 64)).toString('utf8');
    return { value: nearest(word, ['events', 'procRoot', 'protocols'], () => 3) ?? null };
  },
};

export const NAMES: readonly Target[] = [
  file('hosts', parseHosts, '127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n10.0.0.1\tdb.example db # x\n'),
  file('services', (text) => parseServices(text, 'tcp'), 'ssh 22/tcp\nhttp\t80/tcp www\ndomain 53/udp\n'),
  file('protocols', parseProtocols, 'ip 0 IP\nicmp 1 ICMP\ntcp 6 TCP\n'),
  file('networks', parseNetworks, 'default 0.0.0.0\nloopback 127.0.0.0\nlan 192.168\n'),
  file('passwd', parsePasswd, 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n+nis\n'),
  ...[words, addressTexts, addressBytes, near],
];
