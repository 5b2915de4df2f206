import { toInterface } from '../../src/interfaces/interface.ts';
import { decodeAddress } from '../../src/interfaces/netlink/interface-address.ts';
import { LinkRecord } from '../../src/interfaces/netlink/link-record.ts';
import { type AlternativeName, decodeLinkName } from '../../src/kernel/netlink/link-names.ts';
import { decodeTranslation } from '../../src/masquerade/netlink/conntrack.ts';
import { toTranslation } from '../../src/masquerade/translation.ts';
import { TranslationRecord } from '../../src/masquerade/translation-record.ts';
import { decodeNextHop, type NextHopObject, resolveNextHop } from '../../src/routes/netlink/next-hops.ts';
import { decodeRoute } from '../../src/routes/netlink/route.ts';
import { toRoute } from '../../src/routes/route.ts';
import { RouteRecord } from '../../src/routes/route-record.ts';
import { payloads } from '../corpus.ts';
import { aroundPayload } from '../guard.ts';
import { netlinkPayload } from '../mutators/netlink.ts';
import type { Target } from '../target.ts';
import { plainAttributes } from './netlink-messages.ts';

const IFINFOMSG = 16;
const IFLA_IFNAME = 3;

/** Records are one for all messages, as in a dump: what one message leaves in it must not show in the next. */
const link = new LinkRecord();
const route = new RouteRecord();
const translation = new TranslationRecord();
const NAMES = new Map([1, 2, 3, 4].map((index) => [index, new Uint8Array(Buffer.from(`eth${index}`))]));

/** The bytes of a link's name, up to its NUL, found in the plainest way. */
function plainName(input: Uint8Array): string | undefined {
  const found = plainAttributes(input.subarray(IFINFOMSG))?.findLast(({ type }) => type === IFLA_IFNAME);
  if (!found) return undefined;
  const name = input.subarray(IFINFOMSG + found.from, IFINFOMSG + found.from + found.length);
  const nul = name.indexOf(0);
  return Buffer.from(nul < 0 ? name : name.subarray(0, nul)).toString();
}

const links: Target = {
  name: 'netlink/link-record',
  seeds: () => payloads('netlink/links.bin'),
  mutate: netlinkPayload(IFINFOMSG),
  signed: /^linkNamespace$/,
  run: (input) => {
    const { reply, start, end } = aroundPayload(input);
    link.set(reply, start, end);
    const value = toInterface(link);
    return {
      value,
      disagreement: () => (value.name === plainName(input) ? undefined : `${value.name}, plainly ${plainName(input)}`),
    };
  },
};

const linkNames: Target = {
  name: 'netlink/link-names',
  seeds: () => payloads('netlink/route_links.bin'),
  mutate: netlinkPayload(IFINFOMSG),
  run: (input) => {
    const { reply, start, end } = aroundPayload(input);
    const names = new Map<number, Uint8Array>();
    const others: AlternativeName[] = [];
    decodeLinkName(reply, start, end, names, others);
    return { value: { names, others } };
  },
};

function addresses(family: 'inet' | 'inet6', file: string): Target {
  return {
    name: `netlink/${family}-address`,
    seeds: () => payloads(`netlink/${file}.bin`),
    mutate: netlinkPayload(8),
    run: (input) => {
      const { reply, start, end } = aroundPayload(input);
      return { value: decodeAddress(reply, start, end, family) ?? null };
    },
  };
}

const routes: Target = {
  name: 'netlink/route',
  seeds: () => payloads('netlink/routes.bin', 'netlink/routes6.bin', 'netlink/routes_by_next_hop.bin'),
  mutate: netlinkPayload(12),
  run: (input) => {
    const { reply, start, end } = aroundPayload(input);
    decodeRoute(reply, start, end, route, NAMES);
    return { value: toRoute(route) };
  },
};

/** An object, and a route that has no more than its id. */
const nextHops: Target = {
  name: 'netlink/next-hops',
  seeds: () => payloads('netlink/next_hops.bin'),
  mutate: netlinkPayload(8),
  run: (input) => {
    const { reply, start, end } = aroundPayload(input);
    const objects = new Map<number, NextHopObject>();
    decodeNextHop(reply, start, end, NAMES, objects);
    const value = [...objects].map(([id, { group }]) => {
      route.clear(2);
      route.nextHopId = id;
      resolveNextHop(route, objects);
      return { id, group, route: toRoute(route) };
    });
    return { value };
  },
};

const conntrack: Target = {
  name: 'netlink/conntrack',
  seeds: () => payloads('netlink/conntrack.bin'),
  mutate: netlinkPayload(4),
  signed: /^(before|after)$/,
  run: (input) => {
    const { reply, start, end } = aroundPayload(input);
    return { value: decodeTranslation(reply, start, end, translation) ? toTranslation(translation) : null };
  },
};

export const NETLINK_TABLES: readonly Target[] = [
  links,
  linkNames,
  addresses('inet', 'addresses'),
  addresses('inet6', 'addresses6'),
  routes,
  nextHops,
  conntrack,
];
