import { hasMoreThanFile, readText } from './nsswitch.ts';
import { passwdEntries } from './passwd.ts';

const TIMEOUT_MS = 5000;

/** Names of users in bytes: /etc/passwd first, then what the name service alone knows. */
export class UserNames {
  readonly #names = parsePasswd(readText('/etc/passwd'));
  readonly #timeoutMs: number;
  /** The name service is worth asking. */
  readonly #more: boolean;
  /** It is asked no more. */
  #slow = false;
  #givenUp = 0;

  constructor(more = hasMoreThanFile('passwd'), timeoutMs = TIMEOUT_MS) {
    this.#more = more;
    this.#timeoutMs = timeoutMs;
  }

  /** Looks up all that are not known yet, in one go. Those without a name show their number from then on. */
  async load(uids: Iterable<number>): Promise<void> {
    if (!this.#more && !this.#slow) return;
    const unknown = [...new Set(uids)].filter((uid) => !this.#names.has(uid));
    if (unknown.length === 0) return;
    if (this.#slow) return this.#giveUp(unknown);
    const { getent } = await import('./getent.ts');
    const begin = performance.now();
    const found = parsePasswd(await getent('passwd', unknown.map(String), this.#timeoutMs));
    // A dead or slow name service is not waited for again: every batch may hold users it was not asked for yet.
    const tookMs = performance.now() - begin;
    this.#slow = tookMs >= this.#timeoutMs / 2;
    for (const uid of unknown) this.#names.set(uid, found.get(uid));
    if (tookMs >= this.#timeoutMs) this.#giveUp(unknown.filter((uid) => !found.has(uid)));
  }

  #giveUp(uids: readonly number[]): void {
    for (const uid of uids) this.#names.set(uid, undefined);
    this.#givenUp += uids.length;
  }

  /** How many names there was no time for since this was last asked. */
  takeGivenUp(): number {
    const count = this.#givenUp;
    this.#givenUp = 0;
    return count;
  }

  get(uid: number): Uint8Array | undefined {
    return this.#names.get(uid);
  }
}

/** passwd(5): `name:password:uid:gid:…`; the first entry of a number counts. A NUL ends a line. */
export function parsePasswd(text: string): Map<number, Uint8Array | undefined> {
  const names = new Map<number, Uint8Array | undefined>();
  for (const [name, uid] of passwdEntries(text)) {
    if (!names.has(uid)) names.set(uid, Buffer.from(name, 'latin1'));
  }
  return names;
}
