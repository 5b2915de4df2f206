import { getent } from './getent.ts';
import { hasMoreThanFile, readText } from './nsswitch.ts';
import { wordsOfLines } from './words.ts';

/** A port that a service has in a protocol. */
export interface ServicePort {
  port: number;
  /** As services(5) has it: `tcp`, `udp`, … */
  protocol: string;
}

const TIMEOUT_MS = 5000;
const MAX_PORT = 65_535;
const ASKED = ['tcp', 'udp', 'sctp', 'dccp'];

/** The ports of a service by its name or another one that it has; none for what is no service. */
export async function servicePorts(name: string): Promise<ServicePort[]> {
  if (!hasMoreThanFile('services')) return parseServicePorts(readText('/etc/services'), name);
  // By the name alone it tells one protocol.
  const keys = ASKED.map((protocol) => `${name}/${protocol}`);
  return parseServicePorts(await getent('services', keys, TIMEOUT_MS), name);
}

/** services(5): `name port/protocol aliases…`. @param text - Latin-1 */
export function parseServicePorts(text: string, wanted: string): ServicePort[] {
  const found: ServicePort[] = [];
  for (const [name, place, ...others] of wordsOfLines(text)) {
    const [, number, protocol] = /^(\d{1,5})\/(\w+)$/.exec(place ?? '') ?? [];
    if (protocol === undefined || (name !== wanted && !others.includes(wanted))) continue;
    const port = Number(number);
    if (port >= 1 && port <= MAX_PORT) found.push({ port, protocol });
  }
  return found;
}
