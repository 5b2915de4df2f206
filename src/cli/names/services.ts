import { hasMoreThanFile, readText } from '../../names/nsswitch.ts';
import { wholeNumber, wordsOfLines } from '../../names/words.ts';

/** Names of ports in bytes, by number. */
export type PortNames = ReadonlyMap<number, Uint8Array>;

export interface ServiceNames {
  tcp: PortNames;
  udp: PortNames;
  /** A raw socket's port is its IP protocol. */
  raw: PortNames;
}

const NAME_MAX = 63;
const MAX_NUMBER = 0xffffffff;
const TIMEOUT_MS = 5000;

/** Reads the services and protocols the system knows. */
export async function loadServices(): Promise<ServiceNames> {
  const [services, protocols] = await Promise.all([database('services'), database('protocols')]);
  const raw = parseServices(services, 'raw');
  for (const [number, name] of parseProtocols(protocols)) raw.set(number, name);
  return { tcp: parseServices(services, 'tcp'), udp: parseServices(services, 'udp'), raw };
}

async function database(name: 'services' | 'protocols'): Promise<string> {
  if (!hasMoreThanFile(name)) return readText(`/etc/${name}`);
  const { getent } = await import('../../names/getent.ts');
  return getent(name, [], TIMEOUT_MS);
}

/**
 * services(5): `name port/protocol aliases…`. The last entry of a number wins, as in netstat, and of a number that is no port its 16 bits
 * are one, as in the C library.
 */
export function parseServices(text: string, protocol: string): Map<number, Uint8Array> {
  const names = new Map<number, Uint8Array>();
  for (const [name = '', port] of wordsOfLines(text)) {
    const [, number = '', of] = /^\+?(\w+)\/+(.+)$/.exec(port ?? '') ?? [];
    if (of === protocol && wholeNumber(number) <= MAX_NUMBER) names.set(wholeNumber(number) & 0xffff, nameBytes(name));
  }
  return names;
}

/** protocols(5): `name number aliases…`. */
export function parseProtocols(text: string): Map<number, Uint8Array> {
  const names = new Map<number, Uint8Array>();
  for (const [name = '', number] of wordsOfLines(text)) {
    if (/^\d+$/.test(number ?? '')) names.set(Number(number), nameBytes(name));
  }
  return names;
}

function nameBytes(name: string): Uint8Array {
  return Buffer.from(name.slice(0, NAME_MAX), 'latin1');
}
