import { getent } from './getent.ts';
import { hasMoreThanFile, readText } from './nsswitch.ts';
import { wholeNumber, wordsOfLines } from './words.ts';

/** A port that a service has in a protocol. */
export interface ServicePort {
  port: number;
  /** As services(5) has it: `tcp`, `udp`, … */
  protocol: string;
}

const TIMEOUT_MS = 5000;
const MOST_PORT = 0xffff;
const ASKED = ['tcp', 'udp', 'sctp', 'dccp'];

/** The ports of a service by its name or another one that it has: of /etc/services, else of what the name service says. */
export async function servicePorts(name: string): Promise<ServicePort[]> {
  return (await portsOfServices([name])).get(name) as ServicePort[];
}

/** The same of several, for which the name service is asked once. */
export async function portsOfServices(
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, ServicePort[]>> {
  const file = readText('/etc/services');
  const found = new Map(names.map((name) => [name, parseServicePorts(file, name)]));
  const unknown = names.filter((name) => found.get(name)?.length === 0 && !/^-|^\d+$|\0/.test(name));
  if (unknown.length === 0 || !hasMoreThanFile('services')) return found;
  // By the name alone it tells one protocol.
  const keys = unknown.flatMap((name) => ASKED.map((protocol) => `${name}/${protocol}`));
  const more = await getent('services', keys, TIMEOUT_MS, signal);
  for (const name of unknown) found.set(name, parseServicePorts(more, name));
  return found;
}

/** services(5): `name port/protocol aliases…`; an alias is as good as the name. @param text - Latin-1: a byte is a character */
export function parseServicePorts(text: string, name: string): ServicePort[] {
  const found: ServicePort[] = [];
  const wanted = Buffer.from(name).toString('latin1');
  for (const [first, place = '', ...aliases] of wordsOfLines(text)) {
    if (first !== wanted && !aliases.includes(wanted)) continue;
    const [number = '', protocol = ''] = place.split('/');
    const port = wholeNumber(number);
    if (port >= 1 && port <= MOST_PORT && protocol !== '') found.push({ port, protocol });
  }
  return found;
}
