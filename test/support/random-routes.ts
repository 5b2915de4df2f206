/** Random routes of every kind, as commands of ip(8). Some of them the kernel refuses, because others are in their way. */
export interface RandomRoutes {
  /** Next hop objects, each with the option of its family. */
  objects: string[];
  /** For `ip -4 -batch` and `ip -6 -batch`. */
  inet: string[];
  inet6: string[];
}

/** Below the value it is given. */
export type Random = (below: number) => number;

/** No two have the same last byte: of such ones the kernel's order is that of their making. */
const TABLES = [7, 99, 1000, 70_000];
const DEVICES = ['v0', 'long-name-of-15', 'lo'];
const REJECTS = ['unreachable', 'blackhole', 'prohibit', 'throw'];
const TYPES6 = [...REJECTS, 'local', 'anycast', 'multicast', 'broadcast', 'unicast', 'nat'];
const TYPES4 = [...REJECTS, 'local', 'broadcast', 'multicast', 'unicast'];
const OBJECTS = [1, 2, 3, 4, 5];
const GROUPS = [11, 12];

class Maker {
  readonly #random: Random;
  constructor(random: Random) {
    this.#random = random;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.#random(items.length)] as Item;
  }

  /** Text with a chance of one in `of`. */
  maybe(of: number, text: () => string): string {
    return this.#random(of) === 0 ? ` ${text()}` : '';
  }

  number(below: number): number {
    return this.#random(below);
  }

  hex(): string {
    return this.#random(0x10000).toString(16);
  }

  destination6(): string {
    return this.pick([
      () => 'default',
      () => `2001:db8:${this.hex()}::/48`,
      () => `2001:db8:${this.hex()}:${this.hex()}::/64`,
      () => `2001:db8::${this.hex()}:${this.hex()}`,
      () => `2001:db8:a::/${32 + this.number(97)}`,
      () => `fe80:${this.hex()}::/64`,
      () => `ff05::${this.hex()}`,
      () => `::ffff:10.${this.number(256)}.0.0/112`,
    ])();
  }

  destination4(): string {
    return this.pick([
      () => 'default',
      () => `10.${20 + this.number(200)}.0.0/16`,
      () => `10.${20 + this.number(200)}.${this.number(256)}.0/24`,
      () => `172.16.${this.number(256)}.${this.number(256)}`,
    ])();
  }

  gateway6(): string {
    return this.pick([`2001:db8:1::${this.number(200) + 16}`, `fe80::${this.number(200) + 16}`]);
  }

  gateway4(): string {
    return this.pick([() => `via 10.1.2.${this.number(200) + 16}`, () => `via inet6 ${this.gateway6()}`])();
  }

  /** What leads there, and all that is said of it: several next hops come last. */
  way6(): string {
    const hop = () => `nexthop via ${this.gateway6()} dev v0${this.maybe(3, () => `weight ${1 + this.number(256)}`)}`;
    const more = this.more6();
    return this.pick([
      () => `dev ${this.pick(DEVICES)}${more}`,
      () => `via ${this.gateway6()} dev v0${more}`,
      () => `via ${this.gateway6()} dev v0 onlink${more}`,
      () => `${more} ${hop()} ${hop()}${this.maybe(2, hop)}`,
      () => `${more} ${hop()} onlink ${hop()}`,
      () => `${more} ${hop()} ${hop()} onlink`,
      () => `encap ip6 id 4 dst 2001:db8:1::78 dev v0${more}`,
      () => `encap seg6 mode encap segs 2001:db8:1::77 dev v0${more}`,
    ])();
  }

  more6(): string {
    return (
      this.maybe(3, () => `metric ${this.pick([1, 5, 1024, 4_294_967_295])}`) +
      this.maybe(4, () => `table ${this.pick(['main', 'local', ...TABLES])}`) +
      this.maybe(5, () => `expires ${1000 + this.number(5000)}`) +
      this.maybe(5, () => `pref ${this.pick(['low', 'medium', 'high'])}`) +
      this.maybe(5, () => `proto ${this.pick(['ra', 'kernel', 'bgp', 'static', 'redirect'])}`) +
      this.maybe(6, () => `mtu ${this.pick(['', 'lock '])}${1280 + this.number(9000)}`) +
      this.maybe(8, () => 'hoplimit 9') +
      this.maybe(8, () => 'from 2002::/16')
    );
  }

  more4(): string {
    return (
      this.maybe(3, () => `metric ${this.pick([1, 5, 1024, 4_000_000_000])}`) +
      this.maybe(4, () => `table ${this.pick(['main', 'local', ...TABLES])}`) +
      this.maybe(6, () => `tos ${this.pick(['0x10', '0x08'])}`) +
      this.maybe(6, () => `proto ${this.pick(['ra', 'kernel', 'bgp', 'static', 'redirect'])}`) +
      this.maybe(6, () => `advmss ${500 + this.number(9000)}`) +
      this.maybe(6, () => `rtt ${this.number(5000)}ms`) +
      this.maybe(6, () => `window ${this.number(100_000)}`) +
      this.maybe(6, () => `mtu ${600 + this.number(9000)}`)
    );
  }

  sibling6(): string {
    const onlink = this.maybe(3, () => 'onlink');
    return this.pick([
      () => `via ${this.gateway6()} dev v0${onlink} proto ${this.pick(['bgp', 'static', 'ra'])}`,
      () => `via fe80::${this.hex()} dev long-name-of-15${onlink}`,
      // One without a router among them is missing in the kernel's own reply.
    ])();
  }

  route6(): string {
    const to = this.destination6();
    const object = `nhid ${this.pick([...OBJECTS, ...GROUPS])}`;
    return this.pick([
      () => `route add ${to} ${object}${this.more6().replace(/ from .*/, '')}`,
      () => `route add ${to} ${this.way6()}`,
      () => `route add ${to} ${this.way6()}`,
      () => `route add ${this.pick(REJECTS)} ${to}${this.more6()}`,
      // Next hops that come one by one have flags of their own, of which rtnetlink tells the first one's expiry and preference alone.
      () => `route ${this.pick(['append', 'prepend'])} 2001:db8:e:${this.number(3)}::/64 ${this.sibling6()}`,
      () => `route add ${this.pick(TYPES6)} ${to} dev ${this.pick(DEVICES)}${this.more6()}`,
    ])();
  }

  route4(): string {
    const to = this.destination4();
    const hop = () => `nexthop ${this.gateway4()} dev v0 weight ${1 + this.number(256)}`;
    return this.pick([
      () => `route add ${to} nhid ${this.pick([...OBJECTS, ...GROUPS, 21, 22, 31])}${this.more4()}`,
      () => `route add ${to} ${this.gateway4()} dev v0${this.more4()}`,
      () => `route add ${to} ${this.gateway4()} dev v0 onlink${this.more4()}`,
      () => `route add ${to} dev ${this.pick(DEVICES)}${this.more4()}`,
      () => `route add ${this.pick(REJECTS)} ${to}${this.more4()}`,
      () => `route add ${this.pick(TYPES4)} ${to} dev v0${this.more4()}`,
      () => `route add ${to}${this.more4()} ${hop()} ${hop()}${this.maybe(2, () => 'nexthop dev long-name-of-15')}`,
      () => `route add ${to} encap ip id 5 dst 1.2.3.4 via 10.1.2.12${this.more4()}`,
    ])();
  }
}

export function randomRoutes(random: Random, count: number): RandomRoutes {
  const make = new Maker(random);
  const times = (of: () => string) => Array.from({ length: random(count) }, of);
  const groups = ['1/2', '2,9/3', '3/1/2', '4/5'];
  return {
    objects: [
      ...OBJECTS.slice(0, 3).map((id) => `-6 nexthop add id ${id} via ${make.gateway6()} dev v0`),
      '-6 nexthop add id 4 via fe80::99 dev long-name-of-15 onlink',
      '-6 nexthop add id 5 via 2001:db8:1::99 dev v0',
      ...GROUPS.map((id) => `nexthop add id ${id} group ${make.pick(groups)}`),
      '-4 nexthop add id 21 via 10.1.2.9 dev v0',
      'nexthop add id 22 group 21',
      '-4 nexthop add id 31 blackhole',
    ],
    inet: times(() => make.route4()),
    inet6: times(() => make.route6()),
  };
}

/** Every table has a rule, so that it is known when it is empty. */
export const RULES = TABLES.map((table) => `rule add from 2003:: table ${table}`);
