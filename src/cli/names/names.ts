import type { UserNames } from '../../names/user-names.ts';
import { ADDRESS_BYTES } from '../../sockets/table/sctp.ts';
import type { SocketTable } from '../../sockets/table/socket-table.ts';
import { AF_INET } from '../../uapi/sockets.ts';
import type { Settings } from '../settings.ts';
import { addressKey, isMapped, MAPPED_PREFIX, neverLookedUp } from './address-key.ts';
import type { HostNames } from './hosts.ts';
import type { PortNames, ServiceNames } from './services.ts';

const NO_NAMES: PortNames = new Map();

/** The names one run shows for hosts, ports and users; those it was told to leave numeric are never looked up. */
export class Names {
  #hosts: HostNames | undefined;
  #services: ServiceNames | undefined;
  #users: UserNames | undefined;

  /** Loads what the settings need and nothing else: most listings are numeric. */
  static async load(settings: Settings): Promise<Names> {
    const names = new Names();
    if (!settings.numericHosts) names.#hosts = new (await import('./hosts.ts')).HostNames();
    if (!settings.numericPorts) names.#services = await (await import('./services.ts')).loadServices();
    if (settings.extend && !settings.numericUsers)
      names.#users = new (await import('../../names/user-names.ts')).UserNames();
    return names;
  }

  beginListing(): void {
    this.#hosts?.beginListing();
  }

  /** Finds the names a batch needs before it is printed. */
  async prepare(batch: SocketTable): Promise<void> {
    const uids = batch.uid.subarray(0, batch.length);
    // At the same time: each may take all the time there is for names.
    await Promise.all([this.#hosts?.load(hostKeys(batch)), this.#users?.load(uids)]);
  }

  /** Finds the names of users before they are printed. */
  async prepareUsers(uids: Iterable<number>): Promise<void> {
    await this.#users?.load(uids);
  }

  /** How many names there was no time for since this was last asked. */
  takeGivenUp(): number {
    return (this.#hosts?.takeGivenUp() ?? 0) + (this.#users?.takeGivenUp() ?? 0);
  }

  /** Numeric output has no use for an address's text, and so never makes it. */
  get hosts(): HostNames | undefined {
    return this.#hosts;
  }

  ports(protocol: 'tcp' | 'udp' | 'raw' | 'none'): PortNames {
    return protocol === 'none' ? NO_NAMES : (this.#services?.[protocol] ?? NO_NAMES);
  }

  user(uid: number): Uint8Array | undefined {
    return this.#users?.get(uid);
  }
}

function hostKeys(batch: SocketTable): Set<string> {
  const keys = new Set<string>();
  for (let row = 0; row < batch.length; row++) {
    for (const column of [batch.localAddress, batch.remoteAddress]) {
      const family = batch.family[row] as number;
      if (!neverLookedUp(family, column, row * 16)) keys.add(addressKey(family, column, row * 16));
    }
    if (batch.sctp) {
      const { localAddresses, remoteAddresses } = batch.sctp;
      for (const column of [localAddresses, remoteAddresses])
        addSctpKeys(keys, batch.family[row] as number, column.at(row));
    }
  }
  return keys;
}

/** Of all addresses of an end; IPv4 is known under its own, in an IPv6 row too. */
function addSctpKeys(keys: Set<string>, family: number, addresses: Uint8Array): void {
  for (let at = 0; at < addresses.length; at += ADDRESS_BYTES) {
    const [shown, offset] = isMapped(family, addresses, at) ? [AF_INET, at + MAPPED_PREFIX] : [family, at];
    if (!neverLookedUp(shown, addresses, offset)) keys.add(addressKey(shown, addresses, offset));
  }
}
