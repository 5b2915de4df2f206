import { Resolver } from 'node:dns/promises';
import { asksDns, readText } from '../../names/nsswitch.ts';
import { wordsOfLines } from '../../names/words.ts';
import { canonicalAddress, ipv6Groups } from './address-parts.ts';

/** However many addresses and however dead the name servers, a listing waits no longer than this for names. */
const TOTAL_MS = 5000;
const CONCURRENT = 64;

type NameServer = Pick<Resolver, 'resolvePtr' | 'cancel'>;

/**
 * Names of hosts: /etc/hosts, then DNS, many questions at a time. What is not found in time shows its number. An IPv4-mapped
 * address is asked for as `::ffff:a.b.c.d`; as in netstat, only DNS knows it.
 */
export class HostNames {
  readonly #hosts: ReadonlyMap<string, string>;
  readonly #names = new Map<string, string | undefined>();
  /** None where the machine asks no name server for hosts. */
  readonly #resolver: NameServer | undefined;
  readonly #totalMs: number;
  #spentMs = 0;
  #givenUp = 0;

  constructor(
    hosts = readText('/etc/hosts'),
    resolver: NameServer | undefined = asksDns() ? new Resolver() : undefined,
    totalMs = TOTAL_MS,
  ) {
    this.#hosts = parseHosts(hosts);
    this.#resolver = resolver;
    this.#totalMs = totalMs;
  }

  /** A new listing has its whole time again; what was found, and what was not, is remembered. */
  beginListing(): void {
    this.#spentMs = 0;
  }

  /** How many names there was no time for since this was last asked. */
  takeGivenUp(): number {
    const count = this.#givenUp;
    this.#givenUp = 0;
    return count;
  }

  /** Looks up all that are not known yet. */
  async load(addresses: Iterable<string>): Promise<void> {
    for (const address of addresses) if (this.#hosts.has(address)) this.#names.set(address, this.#hosts.get(address));
    const resolver = this.#resolver;
    if (!resolver) return;
    const unknown = [...new Set(addresses)].filter((address) => !this.#names.has(address));
    if (unknown.length === 0) return;
    const begin = performance.now();
    let over = this.#spentMs >= this.#totalMs;
    const timer = setTimeout(() => {
      over = true;
      resolver.cancel();
    }, this.#totalMs - this.#spentMs);
    let next = 0;
    const worker = async () => {
      while (next < unknown.length && !over) {
        const answered = await this.#lookUp(resolver, unknown[next++] as string);
        if (!answered && over) this.#givenUp++;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT }, worker));
    clearTimeout(timer);
    // What there was no time for is not asked again, or a dead server would delay each listing of a continuous run.
    for (const address of unknown.slice(next)) this.#names.set(address, undefined);
    this.#givenUp += unknown.length - next;
    this.#spentMs = over ? this.#totalMs : this.#spentMs + performance.now() - begin;
  }

  get(address: string): string | undefined {
    return this.#names.get(address);
  }

  /** Whether there was an answer. */
  async #lookUp(resolver: NameServer, address: string): Promise<boolean> {
    try {
      const answers = await resolver.resolvePtr(reverseName(address));
      this.#names.set(address, answers.find(isName)?.replace(/[^!-~]/g, '?'));
      return true;
    } catch {
      // No name, no server, no time: the number is as good as what netstat shows then.
      this.#names.set(address, undefined);
      return false;
    }
  }
}

/** Whoever owns an address chooses its name, and may choose one that nobody sees: that is none. */
function isName(answer: string): boolean {
  return /[a-z\d]/i.test(answer);
}

/** The name under which DNS keeps an address's own: `1.0.0.127.in-addr.arpa`, or the nibbles of IPv6 under `ip6.arpa`. */
export function reverseName(address: string): string {
  const ipv4 = address.replace(/^::(ffff:)?(?=\d+\.)/, '');
  if (!ipv4.includes(':')) return `${ipv4.split('.').reverse().join('.')}.in-addr.arpa`;
  return `${[...ipv6Groups(address).join('')].reverse().join('.')}.ip6.arpa`;
}

/**
 * hosts(5): `address name aliases…`; the first line of an address counts. To the C library an IPv4-mapped address and `::1` are also
 * lines of the IPv4 address they stand for.
 */
export function parseHosts(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [word = '', name] of wordsOfLines(text)) {
    const address = name === undefined ? undefined : canonicalAddress(word);
    if (name === undefined || address === undefined) continue;
    for (const key of [address, ipv4Of(address)]) if (key !== undefined && !names.has(key)) names.set(key, name);
  }
  return names;
}

function ipv4Of(address: string): string | undefined {
  if (address === '::1') return '127.0.0.1';
  return /^::ffff:(\d+\..*)/.exec(address)?.[1];
}
