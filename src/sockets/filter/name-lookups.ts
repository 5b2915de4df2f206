import { cgroupId } from '../../names/cgroup-id.ts';
import { hostAddresses } from '../../names/host-addresses.ts';
import { interfaceNames } from '../../names/interface-names.ts';
import { portsOfServices } from '../../names/service-ports.ts';
import { idsOfUsers, listedUsers } from '../../names/users-of-name.ts';
import { parsePrefix } from './addresses.ts';
import type { Prefix, Value } from './expression.ts';
import { matchesGlob } from './glob.ts';

export type NamedValue = Extract<Value, { kind: 'named' }>;
/** A value without its place, for every place at which its name stands. */
export type Found =
  | { kind: 'number'; number: number }
  | { kind: 'id64'; id: bigint }
  | { kind: 'prefix'; prefix: Prefix };

/** What names stand for; of a host that cannot be looked up why. */
export type FoundNames = Map<string, readonly Found[] | Error>;

export const keyOf = ({ what, name }: Pick<NamedValue, 'what' | 'name'>) => `${what} ${name}`;
export const isGlob = (name: string) => /[*?[]/.test(name);

/** Hosts that are asked for at once: Node has four threads for them. */
const HOSTS_AT_ONCE = 4;

/** Looks up all names, each source asked once for all of its kind, and hosts a few at a time. */
export async function lookUp(values: readonly NamedValue[], signal: AbortSignal | undefined): Promise<FoundNames> {
  const found: FoundNames = new Map();
  const namesOf = (what: NamedValue['what']) => [
    ...new Set(values.filter((value) => value.what === what).map(({ name }) => name)),
  ];
  await Promise.all([
    addUsers(namesOf('user'), found, signal),
    addServices(namesOf('service'), found, signal),
    addInterfaces(namesOf('interface'), found, signal),
    addHosts(namesOf('host'), found, signal),
  ]);
  for (const name of namesOf('cgroup')) {
    const id = cgroupId(name);
    found.set(keyOf({ what: 'cgroup', name }), id === undefined ? [] : [{ kind: 'id64', id }]);
  }
  return found;
}

async function addUsers(names: readonly string[], found: FoundNames, signal: AbortSignal | undefined): Promise<void> {
  if (names.length === 0) return;
  const ids = await idsOfUsers(
    names.filter((name) => !isGlob(name)),
    signal,
  );
  const listed = names.some(isGlob) ? await listedUsers(signal) : [];
  for (const name of names) {
    const alike = listed.filter(([other]) => matchesGlob(name, other)).map(([, uid]) => uid);
    const numbers = isGlob(name) ? [...new Set(alike)] : [ids.get(name) ?? []].flat();
    found.set(keyOf({ what: 'user', name }), numbers.map(asNumber));
  }
}

async function addServices(
  names: readonly string[],
  found: FoundNames,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (names.length === 0) return;
  for (const [name, ports] of await portsOfServices(names, signal)) {
    const numbers = new Set(ports.map(({ port }) => port));
    found.set(keyOf({ what: 'service', name }), [...numbers].map(asNumber));
  }
}

async function addInterfaces(
  names: readonly string[],
  found: FoundNames,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (names.length === 0) return;
  const all = await interfaceNames(signal);
  for (const name of names) {
    const isNamed = (other: string) => (isGlob(name) ? matchesGlob(name, other) : other === name);
    const indexes = new Set(all.filter((each) => isNamed(each.name)).map(({ index }) => index));
    found.set(keyOf({ what: 'interface', name }), [...indexes].map(asNumber));
  }
}

async function addHosts(names: readonly string[], found: FoundNames, signal: AbortSignal | undefined): Promise<void> {
  const left = names.values();
  const next = async () => {
    for (const name of left) found.set(keyOf({ what: 'host', name }), await addressesOf(name, signal));
  };
  await Promise.all(Array.from({ length: HOSTS_AT_ONCE }, next));
}

async function addressesOf(host: string, signal: AbortSignal | undefined): Promise<readonly Found[] | Error> {
  try {
    const prefixes = (await hostAddresses(host, signal)).map(parsePrefix);
    return prefixes.flatMap((prefix) => (prefix === undefined ? [] : [{ kind: 'prefix' as const, prefix }]));
  } catch (error) {
    signal?.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    // No such host. What else there is says of the name server alone.
    return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : (error as Error);
  }
}

const asNumber = (number: number): Found => ({ kind: 'number', number });
