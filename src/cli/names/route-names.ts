import { ABSENT } from '../../base/absent.ts';
import type { Batch, NextHopRecord, Route, RouteRecord } from '../../index.ts';
import { RTF_HOST } from '../../uapi/routes.ts';
import { AF_INET } from '../../uapi/sockets.ts';
import type { Settings } from '../settings.ts';
import { addressKey } from './address-key.ts';
import type { HostNames } from './hosts.ts';
import type { NetworkNames } from './networks.ts';

/** The names one run shows for the ends of routes: of hosts, and of the networks IPv4 routes lead to. */
export class RouteNames {
  #hosts: HostNames | undefined;
  #networks: NetworkNames | undefined;

  /** Loads what the settings need: nothing when hosts are numeric. */
  static async load({ numericHosts, symbolic }: Settings): Promise<RouteNames> {
    const names = new RouteNames();
    if (numericHosts || symbolic) return names;
    names.#hosts = new (await import('./hosts.ts')).HostNames();
    names.#networks = new (await import('./networks.ts')).NetworkNames();
    return names;
  }

  get numeric(): boolean {
    return this.#hosts === undefined;
  }

  beginListing(): void {
    this.#hosts?.beginListing();
  }

  /** Finds the names a batch needs before it is printed. */
  async prepare(batch: Batch<RouteRecord, Route>): Promise<void> {
    if (this.numeric) return;
    const hosts = new Set<string>();
    const networks = new Set<string>();
    batch.forEach((record) => {
      const { family, destination, hop, hops, hopCount } = record;
      if (isHost(record)) hosts.add(addressKey(family, destination, 0));
      else if (!isZero(family, destination)) networks.add(addressKey(family, destination, 0));
      if (!isZero(family, hop.gateway)) hosts.add(addressKey(family, hop.gateway, 0));
      // Of several next hops IPv6 has a row each.
      for (let i = 1; family !== AF_INET && i < hopCount; i++) {
        const { gateway } = hops[i] as NextHopRecord;
        if (!isZero(family, gateway)) hosts.add(addressKey(family, gateway, 0));
      }
    });
    // At the same time: each may take all the time there is for names.
    await Promise.all([this.#networks?.load(networks), this.#hosts?.load(hosts)]);
  }

  /** How many names there was no time for since this was last asked. */
  takeGivenUp(): number {
    return (this.#hosts?.takeGivenUp() ?? 0) + (this.#networks?.takeGivenUp() ?? 0);
  }

  /** What stands for a destination instead of its address; undefined when its address does. */
  destination(record: RouteRecord): string | undefined {
    if (this.numeric) return undefined;
    const { family, destination, prefixLength } = record;
    if (isZero(family, destination)) {
      if (family !== AF_INET) return '[::]';
      return prefixLength === 0 ? 'default' : undefined;
    }
    const key = addressKey(family, destination, 0);
    return isHost(record) ? this.#hosts?.get(key) : this.#networks?.get(key);
  }

  /** The same for an address of the route's family: its gateway. */
  gateway(family: number, address: Uint8Array): string | undefined {
    if (this.numeric) return undefined;
    if (isZero(family, address)) return family === AF_INET ? undefined : '[::]';
    return this.#hosts?.get(addressKey(family, address, 0));
  }
}

/** Whether netstat takes a destination for a host: any of IPv6, and of IPv4 what is marked as one or has bits a network has not. */
function isHost({ family, destination, prefixLength, mask, rtfFlags }: RouteRecord): boolean {
  if (isZero(family, destination)) return false;
  if (family !== AF_INET || (rtfFlags & RTF_HOST) !== 0) return true;
  const [a, b, c, d] = destination as unknown as [number, number, number, number];
  const bits = (a << 24) | (b << 16) | (c << 8) | d;
  if (prefixLength === ABSENT) return (bits & ~mask) !== 0;
  return prefixLength < 32 && bits << prefixLength !== 0;
}

function isZero(family: number, address: Uint8Array): boolean {
  const size = family === AF_INET ? 4 : 16;
  for (let i = 0; i < size; i++) if (address[i] !== 0) return false;
  return true;
}
