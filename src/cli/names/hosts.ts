import { Resolver } from 'node:dns/promises';
import { readText } from './nsswitch.ts';

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
  readonly #resolver: NameServer;
  readonly #totalMs: number;
  #spentMs = 0;

  constructor(hosts = readText('/etc/hosts'), resolver: NameServer = new Resolver(), totalMs = TOTAL_MS) {
    this.#hosts = parseHosts(hosts);
    this.#resolver = resolver;
    this.#totalMs = totalMs;
  }

  /** A new listing has its whole time again; what was found, and what was not, is remembered. */
  beginListing(): void {
    this.#spentMs = 0;
  }

  /** Looks up all that are not known yet. */
  async load(addresses: Iterable<string>): Promise<void> {
    for (const address of addresses) if (this.#hosts.has(address)) this.#names.set(address, this.#hosts.get(address));
    const unknown = [...new Set(addresses)].filter((address) => !this.#names.has(address));
    if (unknown.length === 0 || this.#spentMs >= this.#totalMs) return;
    const begin = performance.now();
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#resolver.cancel();
    }, this.#totalMs - this.#spentMs);
    let next = 0;
    const worker = async () => {
      while (next < unknown.length && !over) {
        await this.#lookUp(unknown[next++] as string);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT }, worker));
    clearTimeout(timer);
    // What there was no time for is not asked again, or a dead server would delay each listing of a continuous run.
    for (const address of unknown.slice(next)) this.#names.set(address, undefined);
    this.#spentMs = over ? this.#totalMs : this.#spentMs + performance.now() - begin;
  }

  get(address: string): string | undefined {
    return this.#names.get(address);
  }

  async #lookUp(address: string): Promise<void> {
    try {
      const [name] = await this.#resolver.resolvePtr(reverseName(address));
      // Whoever owns the address chooses its name.
      this.#names.set(address, name?.replace(/[^!-~]/g, '?'));
    } catch {
      // No name, no server, no time: the number is as good as what netstat shows then.
      this.#names.set(address, undefined);
    }
  }
}

/** The name under which DNS keeps an address's own: `1.0.0.127.in-addr.arpa`, or the nibbles of IPv6 under `ip6.arpa`. */
export function reverseName(address: string): string {
  const ipv4 = address.replace(/^::(ffff:)?(?=\d+\.)/, '');
  if (!ipv4.includes(':')) return `${ipv4.split('.').reverse().join('.')}.in-addr.arpa`;
  const [head = '', tail] = ipv4.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => group.padStart(4, '0')));
  const left = groups(head);
  const right = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0000');
  return `${[...left, ...zeros, ...right].join('').split('').reverse().join('.')}.ip6.arpa`;
}

/** hosts(5): `address name aliases…`; the first line of an address counts. */
export function parseHosts(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [address, name] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address && name && !names.has(address)) names.set(address, name);
  }
  return names;
}
