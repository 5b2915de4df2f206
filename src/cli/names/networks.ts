import { hasMoreThanFile, readText } from '../../names/nsswitch.ts';
import { wholeNumber, wordsOfLines } from '../../names/words.ts';

const TIMEOUT_MS = 5000;

/** Names of networks: /etc/networks first, then what the name service alone knows. */
export class NetworkNames {
  readonly #names: Map<string, string | undefined>;
  readonly #timeoutMs: number;
  /** The name service is worth asking. */
  readonly #more: boolean;
  /** It is asked no more. */
  #slow = false;
  #givenUp = 0;

  constructor(text = readText('/etc/networks'), more = hasMoreThanFile('networks'), timeoutMs = TIMEOUT_MS) {
    this.#names = parseNetworks(text);
    this.#more = more;
    this.#timeoutMs = timeoutMs;
  }

  /** Looks up all that are not known yet, by their dotted quads, in one go. */
  async load(networks: Iterable<string>): Promise<void> {
    if (!this.#more && !this.#slow) return;
    const unknown = [...new Set(networks)].filter((network) => !this.#names.has(network));
    if (unknown.length === 0) return;
    if (this.#slow) return this.#giveUp(unknown);
    const { getent } = await import('../../names/getent.ts');
    const begin = performance.now();
    const found = parseNetworks(await getent('networks', unknown, this.#timeoutMs));
    // A dead or slow name service is not waited for again: every batch may hold networks it was not asked for yet.
    const tookMs = performance.now() - begin;
    this.#slow = tookMs >= this.#timeoutMs / 2;
    for (const network of unknown) this.#names.set(network, found.get(network));
    if (tookMs >= this.#timeoutMs) this.#giveUp(unknown.filter((network) => !found.has(network)));
  }

  #giveUp(networks: readonly string[]): void {
    for (const network of networks) this.#names.set(network, undefined);
    this.#givenUp += networks.length;
  }

  /** How many names there was no time for since this was last asked. */
  takeGivenUp(): number {
    const count = this.#givenUp;
    this.#givenUp = 0;
    return count;
  }

  get(network: string): string | undefined {
    return this.#names.get(network);
  }
}

/** networks(5): `name number aliases…`, by dotted quads; the first name of a number counts. */
export function parseNetworks(text: string): Map<string, string | undefined> {
  const names = new Map<string, string | undefined>();
  for (const [name, number] of wordsOfLines(text)) {
    const network = dottedQuad(number ?? '');
    if (name && network && !names.has(network)) names.set(network, name);
  }
  return names;
}

/** As the C library reads it: decimal, octal or hexadecimal bytes, of which those at the end may be left out. */
function dottedQuad(number: string): string | undefined {
  const parts = number.split('.').map(wholeNumber);
  if (parts.length > 4 || parts.some((part) => !(part <= 0xff))) return undefined;
  return [...parts, 0, 0, 0].slice(0, 4).join('.');
}
