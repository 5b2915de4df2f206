import { hasMoreThanFile, readText } from './nsswitch.ts';

/** Names of ports in bytes, by number. */
export type PortNames = ReadonlyMap<number, Uint8Array>;

export interface ServiceNames {
  tcp: PortNames;
  udp: PortNames;
  /** A raw socket's port is its IP protocol. */
  raw: PortNames;
}

const NAME_MAX = 63;
const TIMEOUT_MS = 5000;

/** Reads the services and protocols the system knows. */
export async function loadServices(): Promise<ServiceNames> {
  const services = await database('services');
  const raw = parseServices(services, 'raw');
  for (const [number, name] of parseProtocols(await database('protocols'))) raw.set(number, name);
  return { tcp: parseServices(services, 'tcp'), udp: parseServices(services, 'udp'), raw };
}

async function database(name: 'services' | 'protocols'): Promise<string> {
  if (!hasMoreThanFile(name)) return readText(`/etc/${name}`);
  const { getent } = await import('./getent.ts');
  return getent(name, [], TIMEOUT_MS);
}

/** services(5): `name port/protocol aliases…`. The last entry of a number wins, as in netstat. */
export function parseServices(text: string, protocol: string): Map<number, Uint8Array> {
  const names = new Map<number, Uint8Array>();
  for (const [name, port] of fields(text)) {
    const [number, of] = (port ?? '').split(/[/,]/);
    if (of === protocol && /^\d+$/.test(number ?? '')) names.set(Number(number), nameBytes(name));
  }
  return names;
}

/** protocols(5): `name number aliases…`. */
export function parseProtocols(text: string): Map<number, Uint8Array> {
  const names = new Map<number, Uint8Array>();
  for (const [name, number] of fields(text)) {
    if (/^\d+$/.test(number ?? '')) names.set(Number(number), nameBytes(name));
  }
  return names;
}

function fields(text: string): [string, string | undefined][] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([name]) => name)
    .map(([name, value]) => [name as string, value]);
}

function nameBytes(name: string): Uint8Array {
  return Buffer.from(name.slice(0, NAME_MAX), 'latin1');
}
