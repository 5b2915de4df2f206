import { getent } from './getent.ts';
import { hasMoreThanFile, readText } from './nsswitch.ts';
import { wholeNumber, wordsOfLines } from './words.ts';

const TIMEOUT_MS = 5000;
const MOST_PORT = 0xffff;

/** The ports of a service, whatever its protocol: of /etc/services, else of what the name service says. */
export async function servicePorts(name: string): Promise<number[]> {
  const ports = portsOfService(readText('/etc/services'), name);
  if (ports.length > 0 || !hasMoreThanFile('services') || /^-|^\d+$|\0/.test(name)) return ports;
  return portsOfService(await getent('services', [name], TIMEOUT_MS), name);
}

/** services(5): `name port/protocol aliases…`; an alias is as good as the name. @param text - Latin-1: a byte is a character */
export function portsOfService(text: string, name: string): number[] {
  const ports = new Set<number>();
  const wanted = Buffer.from(name).toString('latin1');
  for (const [first, port = '', ...aliases] of wordsOfLines(text)) {
    if (first !== wanted && !aliases.includes(wanted)) continue;
    const number = wholeNumber(port.split('/', 1)[0] as string);
    if (number <= MOST_PORT) ports.add(number);
  }
  return [...ports];
}
