import { networkInterfaces } from 'node:os';
import { SockdiagError } from '../../base/errors.ts';
import type { LocatedAddress } from '../interface.ts';

/**
 * IPv4 addresses as the C library's getifaddrs(3) gives them to Node: /proc has them, but not whose they are. They are those of
 * interfaces that run, under their labels, without peer and broadcast.
 * @throws SockdiagError when it does not tell
 */
export function libraryAddresses(): LocatedAddress[] {
  return Object.entries(askLibrary()).flatMap(([label, addresses = []]) =>
    addresses
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, cidr }) => ({
        index: null,
        name: label.replace(/:.*/s, ''),
        address: {
          family: 'inet',
          address,
          prefixLength: Number(cidr?.split('/')[1]),
          peer: null,
          broadcast: null,
          label,
          scope: null,
          flags: null,
          validLifetime: null,
          preferredLifetime: null,
        },
      })),
  );
}

function askLibrary(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch (cause) {
    const message = `getifaddrs: ${(cause as Error).message}`;
    // To whoever asks, addresses that cannot be had are addresses this source does not have.
    throw new SockdiagError(message, { code: 'ENOENT', syscall: 'getifaddrs', cause });
  }
}
